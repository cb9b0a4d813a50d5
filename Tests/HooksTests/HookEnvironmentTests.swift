import Model
import TestSupport
import Testing

@testable import Hooks

@Suite struct HookEnvironmentTests {
    private func variables(_ entries: [String], withheld: Set<String> = [], secrets: [String] = []) -> [String: String]
    {
        let secrets = secrets.map { Secret(text: $0) }
        let call = HookCall(
            hook: Hook(arguments: ["true"], folder: "/"),
            environment: "prod",
            identities: ["a", "b"],
            fragments: ["/x y", "/z"],
            withheld: withheld,
            secrets: secrets
        )
        return HookEnvironment.variables(for: call, inheriting: entries.map { Array($0.utf8) }, SecretFinder(secrets))
    }

    private let own = [
        "KEYTURN_ENVIRONMENT": "prod", "KEYTURN_IDENTITIES": "a b", "KEYTURN_FRAGMENTS": "/x y\n/z",
    ]

    private func expect(
        _ found: [String: String],
        _ others: [String: String],
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) {
        #expect(found == own.merging(others) { $1 }, sourceLocation: sourceLocation)
    }

    @Test func `what somebody exported is inherited as it is, but for our own names`() {
        expect(
            variables(["A=", "B=x=y z\n", "KEYTURN_ENVIRONMENT=other", "BASH_FUNC_f%%=() { :; }"]),
            ["A": "", "B": "x=y z\n", "BASH_FUNC_f%%": "() { :; }"]
        )
    }

    @Test func `a variable with a key anywhere in its value is not`() {
        let (key, other) = (randomKey(), randomKey())
        expect(
            variables(
                ["STALE=\(key)", "HEADER=X-MCP-API-Key: \(key);", "ODD=is p@ss, word", "OTHER=\(other)"],
                secrets: [key, "p@ss, word"]
            ),
            ["OTHER": other]
        )
    }

    @Test func `nor is one that is withheld, or that has no name a program could be started with`() {
        expect(variables(["URL=x", "1A=x", "=x", "A", "B=x"], withheld: ["URL"]), ["B": "x"])
    }
}

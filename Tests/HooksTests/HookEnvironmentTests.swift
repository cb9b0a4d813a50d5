import Model
import TestSupport
import Testing

@testable import Hooks

@Suite struct HookEnvironmentTests {
    private func variables(_ entries: [String], withheld: Set<String> = [], secrets: [String] = []) -> [String: String]
    {
        surroundings(entries, withheld: withheld, secrets: secrets).variables
    }

    private func surroundings(
        _ entries: [String],
        withheld: Set<String> = [],
        secretVariables: Set<String> = [],
        secrets: [String] = []
    ) -> HookEnvironment {
        let secrets = secrets.map { Secret(text: $0) }
        let call = HookCall(
            hook: Hook(arguments: ["true"], folder: "/"),
            environment: "prod",
            identities: ["a", "b"],
            fragments: ["/x y", "/z"],
            withheld: withheld,
            secretVariables: secretVariables,
            secrets: secrets
        )
        return HookEnvironment(for: call, inheriting: entries.map { Array($0.utf8) })
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

    @Test func `what someone exported is inherited as it is, but for our own names`() {
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

    @Test func `nothing that a connection or a pepper is made from is inherited, of whatever environment`() {
        let found = surroundings(
            [
                "PROD_DATABASE_URL=postgresql://u:s3cret-of-prod@db/app", "STAGING_URL=postgresql://u:pa%20ss@db/app",
                "DSN=host=db password='dsn-secret' user=u", "PGPASSWORD=pg-secret", "PGPASSFILE=/root/.pgpass",
                "PGSERVICEFILE=/etc/pg_service.conf", "PEPPER=a pepper of forty letters",
                "DEV_DATABASE_URL=sqlite:/srv/dev.db",
                "HOME=/root", "PGHOST=db", "COPY=postgresql://u:s3cret-of-prod@db/app?x=y", "NOTE=s3cret-of-prod",
            ],
            secretVariables: ["PROD_DATABASE_URL", "DEV_DATABASE_URL", "PEPPER", "HOME"]
        )
        expect(found.variables, ["HOME": "/root", "PGHOST": "db"])
        let hidden = Set(found.hidden.map { $0.withBytes { String(decoding: $0, as: UTF8.self) } })
        #expect(
            hidden.isSuperset(of: [
                "s3cret-of-prod", "pa%20ss", "pa ss", "dsn-secret", "pg-secret", "a pepper of forty letters",
            ])
        )
        #expect(!hidden.contains("/root/.pgpass") && !hidden.contains("sqlite:/srv/dev.db"))
    }

    @Test func `of a password nothing is shown, of a key its fingerprint unless it could be guessed`() {
        let key = randomKey()
        var output = HookOutput()
        Array("key \(key) made hunter2 password s3cret-of-prod\n".utf8).withUnsafeBytes { output.append($0) }
        let finder = SecretFinder(
            [Secret(text: key), Secret(text: "hunter2")],
            hidden: [Secret(text: "s3cret-of-prod")]
        )
        let fingerprint = Fingerprint(of: Secret(text: key))
        #expect(output.shown(without: finder) == "key [\(fingerprint)] made •••••••• password ••••••••")
    }
}

import Diagnostics
import Model
import Testing

@testable import Fragments

struct WatchedVariablesTests {
    private func observe(_ text: String, _ variables: [String] = ["A"]) -> WatchObservation {
        let file = Watch.File(declared: "../.env", path: "/srv/.env", variables: variables)
        let watch = Watch(
            source: .file(file),
            maxAge: .seconds(60),
            location: SourceLocation(file: "prod.yaml", line: 3, column: 5)
        )
        let changedAt = Instant(secondsSince1970: 1_800_000_000)
        return WatchedVariables.observe(watch, file, content: Secret(text: text), changedAt: changedAt)
    }

    private func fingerprint(_ text: String) -> Fingerprint { Fingerprint(of: Secret(text: text)) }

    @Test(
        arguments: [
            "A=sec ret\n", "export A='sec ret'", "A: \"sec ret\"\r\nB=1", "# A=other\n  A = sec ret  # comment\n",
            "A='sec ret'\nA=sec ret\n",
        ]
    )
    func `a value is what stands between quotes and spaces`(_ text: String) {
        let seen = observe(text)
        #expect(seen.problems == [])
        #expect(seen.credentials.map(\.fingerprint) == [fingerprint("sec ret")])
        #expect(seen.credentials.map(\.source) == [.variable(file: "../.env", name: "A")])
        #expect(seen.credentials.map(\.since) == [Instant(secondsSince1970: 1_800_000_000)])
    }

    @Test func `a variable that is defined twice is a secret each time`() {
        #expect(observe("A=one\nB=x\nA=two\n").credentials.map(\.fingerprint) == ["one", "two"].map(fingerprint))
    }

    @Test func `an empty value is not a secret`() {
        let seen = observe("A=\nB=''\nC\n", ["A", "B", "C"])
        #expect(seen.credentials == [] && seen.problems == [])
    }

    @Test(
        arguments: [
            ("B=1\n", "../.env A", "the file has no such variable"),
            ("A=${JIRA}\n", "../.env A", "its value is a reference to another variable"),
            ("A=$JIRA_TOKEN\n", "../.env A", "its value is a reference to another variable"),
            ("B=1\nA='open\n", "../.env", "line 2: a quote is opened and never closed"),
            ("A=a\0b\n", "../.env", "line 1: contains a NUL byte"),
        ]
    )
    func `what cannot be compared is reported`(_ text: String, _ what: String, _ reason: String) {
        let seen = observe(text)
        #expect(seen.credentials == [])
        #expect(seen.problems.map(\.what) == [what])
        #expect(seen.problems.map(\.reason) == [reason])
        #expect(seen.problems.map(\.location.line) == [3])
    }

    @Test func `a dollar does not make a reference of a secret`() {
        for secret in ["$", "$ecret-1", "${a}b${c}", "a$b"] {
            #expect(observe("A='\(secret)'\n").credentials.map(\.fingerprint) == [fingerprint(secret)])
        }
    }
}

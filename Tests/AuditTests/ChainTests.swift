internal import Diagnostics
internal import Model
internal import Testing

@testable internal import Audit

@Suite struct ChainTests {
    private static let context = AuditContext(
        environment: "prod",
        run: "0123456789abcdef",
        command: "apply",
        version: "0.1.0",
        actor: AuditActor(user: "deploy", uid: 1_000, host: "ci-1")
    )
    private static let moment = Instant(secondsSince1970: 1_800_000_000)

    private func chain(_ count: Int, of environment: String = "prod") -> [[UInt8]] {
        var head = AuditHead.empty
        let context = AuditContext(
            environment: environment,
            run: "0123456789abcdef",
            command: "apply",
            version: "0.1.0",
            actor: Self.context.actor
        )
        return (1...count).map { number in
            var entry = AuditEntry(.attempt, "\(environment)/backend")
            entry.action = "rotate"
            entry.detail = "number \(number)"
            let line = AuditLine(entry, context, at: Self.moment, after: head)
            head = line.head
            return line.bytes
        }
    }

    private func findings(_ lines: [[UInt8]], remembered: [RememberedHead] = [], isEnded: Bool = true) -> [ChainFinding]
    {
        var verifier = ChainVerifier(environment: "prod", remembered: remembered)
        for (index, line) in lines.enumerated() { verifier.read(line, isEnded: isEnded || index < lines.count - 1) }
        verifier.end()
        return verifier.findings
    }

    @Test func `a chain as it was written is found whole, and its end is reported`() {
        let lines = chain(5)
        var verifier = ChainVerifier(environment: "prod")
        for line in lines { verifier.read(line) }
        verifier.end()
        #expect(verifier.findings == [])
        #expect(verifier.head.sequence == 5)
    }

    @Test func `a line is JSON in a fixed order, with its hash last`() throws {
        let line = String(decoding: chain(1)[0], as: UTF8.self)
        #expect(
            line.hasPrefix(
                #"{"version":"1.0","sequence":1,"time":"2027-01-15T08:00:00.000000Z","environment":"prod","run":"#
            )
        )
        #expect(line.contains(#""user":"deploy","uid":1000,"host":"ci-1","event":"attempt","address":"prod/backend""#))
        #expect(line.hasSuffix("\"}") && line.dropLast(66).hasSuffix(#""hash":""#), "\(line)")
    }

    @Test func `every edit of every byte of a line is found`() {
        let lines = chain(3)
        for offset in lines[1].indices {
            var edited = lines
            edited[1][offset] ^= 1
            #expect(findings(edited) != [], "byte \(offset)")
        }
    }

    @Test func `lines that are taken out, put in twice or in another order are found`() {
        let lines = chain(5)
        #expect(findings([lines[0], lines[1], lines[3], lines[4]]) == [.gap(line: 3, missing: 3...3)])
        #expect(findings(Array(lines[2...])) == [.gap(line: 1, missing: 1...2)])
        #expect(findings([lines[0], lines[1], lines[1], lines[2]]).first == .repeated(line: 3, sequence: 2))
        #expect(findings([lines[0], lines[2], lines[1]]).count >= 2)
    }

    @Test func `an end that was cut off is found by whoever remembers it, and by no one else`() throws {
        let lines = chain(5)
        let head = try #require(ReadAuditLine(lines[4])).head
        let remembered = [RememberedHead(head, source: "dev")]
        #expect(findings(Array(lines[..<3])) == [])
        #expect(findings(Array(lines[..<3]), remembered: remembered) == [.truncated(remembered[0], last: 3)])
        #expect(findings(lines, remembered: remembered) == [])
    }

    @Test func `a whole chain that was written again is found by whoever remembers a head of the old one`() throws {
        let head = try #require(ReadAuditLine(chain(5)[2])).head
        var other = AuditHead.empty
        let forged = (1...5).map { number in
            var entry = AuditEntry(.attempt, "prod/backend")
            entry.detail = "something else \(number)"
            let line = AuditLine(entry, Self.context, at: Self.moment, after: other)
            other = line.head
            return line.bytes
        }
        #expect(findings(forged) == [])
        let remembered = RememberedHead(head, source: nil)
        #expect(findings(forged, remembered: [remembered]) == [.rewritten(remembered, line: 3)])
    }

    @Test func `a line of another environment is found, and one that is not a line`() {
        #expect(findings(chain(1, of: "dev")) == [.foreign(line: 1, environment: "dev")])
        #expect(findings([Array("nonsense".utf8)]) == [.unreadable(line: 1)])
        #expect(findings(chain(2), isEnded: false) == [.torn(line: 2)])
    }

    @Test func `a line that a crash cut off, and that the next one names, is a note`() throws {
        let lines = chain(2)
        let torn = Array(lines[1].prefix(40))
        var mended = AuditEntry(.mended, "prod")
        mended.torn = AuditEntry.TornLine(torn)
        let head = try #require(ReadAuditLine(lines[0])).head
        let next = AuditLine(mended, Self.context, at: Self.moment, after: head)
        var verifier = ChainVerifier(environment: "prod")
        for line in [lines[0], torn, next.bytes] { verifier.read(line) }
        verifier.end()
        #expect(verifier.findings == [])
        #expect(verifier.notes == [.mended(line: 2)])
        // Another rest than the one that was named is an edit.
        #expect(findings([lines[0], Array(torn.dropLast()), next.bytes]) == [.unreadable(line: 2)])
    }

    @Test(
        arguments: [
            (["GITHUB_ACTIONS": "true", "GITHUB_RUN_ID": "7", "GITHUB_ACTOR": "ann"], "github", "7", "ann"),
            (["GITLAB_CI": "true", "CI_JOB_ID": "8", "GITLAB_USER_LOGIN": "bob", "CI": "true"], "gitlab", "8", "bob"),
            (["CI": "1"], "ci", nil, nil),
        ] as [([String: String], String, String?, String?)]
    )
    func `a run of CI is known by its variables`(
        _ variables: [String: String],
        _ system: String,
        _ run: String?,
        _ actor: String?
    ) {
        let ci = CIRun(variables: variables)
        #expect(ci?.system == system)
        #expect(ci?.run == run)
        #expect(ci?.actor == actor)
    }

    @Test func `no run of CI is none, and a secret in a variable is not told`() {
        #expect(CIRun(variables: ["CI": "false"]) == nil)
        #expect(CIRun(variables: [:]) == nil)
        let secret = String(repeating: "a1", count: 32)
        let ci = CIRun(variables: ["GITLAB_CI": "true", "CI_JOB_URL": "https://u:\(secret)@gitlab/x"])
        #expect(ci?.url?.contains(secret) == false)
    }
}

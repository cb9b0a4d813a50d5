internal import Model
internal import Testing
internal import Verification

@Suite struct ServerChecksTests {
    private static let probe = ServerProbe(url: "http://localhost:8081/sse", credential: .header("X-MCP-API-Key"))

    private func answer(_ status: Int, _ headers: [String: String] = [:], _ body: String = "") -> ProbeAnswer {
        .answered(ProbeAnswer.Answer(status: status, headers: headers, body: Secret(text: body)))
    }

    private enum Said: Equatable {
        case accepted, refused, unclear

        init(_ verdict: ProbeVerdict) {
            self =
                switch verdict {
                case .accepted: .accepted
                case .refused: .refused
                case .unclear, .unanswered: .unclear
                }
        }
    }

    @Test(arguments: [
        (200, "", "accepted"), (204, "", "accepted"), (401, "", "refused"), (403, "", "refused"),
        (500, "{\"detail\":\"401: Invalid or missing API key\"}", "refused"), (500, "boom", "unclear"),
        (503, "", "unclear"), (404, "", "unclear"), (307, "", "unclear"), (429, "", "unclear"),
    ])
    func `by default the seed's server is understood`(_ status: Int, _ body: String, _ said: String) {
        #expect("\(Said(Self.probe.verdict(on: answer(status, [:], body))))" == said)
    }

    @Test func `no answer tells nothing, and says why`() {
        #expect(Self.probe.verdict(on: .none("Connection refused")) == .unanswered("Connection refused"))
    }

    @Test func `what is declared is what counts: all of a map, one of several`() {
        let probe = ServerProbe(
            url: "http://h",
            credential: .bearer,
            accepted: AnswerCondition([
                AnswerCondition.Alternative(statuses: [200...200], headers: ["content-type": "Event-Stream"])
            ]),
            refused: AnswerCondition([
                AnswerCondition.Alternative(statuses: [400...499]),
                AnswerCondition.Alternative(body: ["denied", "no key"]),
            ])
        )
        #expect(probe.verdict(on: answer(200, ["content-type": "text/event-stream; charset=utf-8"])).isAccepted)
        #expect(Said(probe.verdict(on: answer(200, ["content-type": "text/html"]))) == .unclear)
        #expect(Said(probe.verdict(on: answer(404))) == .refused)
        #expect(Said(probe.verdict(on: answer(200, [:], "sorry: no key"))) == .refused)
        let both = probe.verdict(on: answer(200, ["content-type": "text/event-stream"], "denied"))
        #expect(both == .unclear("HTTP 200 matches both `accepted` and `refused`"))
    }

    // MARK: - Judging

    private func row(_ number: Int, used: Instant? = nil) -> KeyRow {
        let owner = OwnerID(RowUUID(high: 0, low: 1))
        let secret = Secret(text: "key-number-\(number)")
        return KeyRow(
            id: "\(number)",
            owner: owner,
            name: nil,
            plaintext: secret,
            isActive: true,
            expiresAt: nil,
            createdAt: nil,
            lastUsedAt: used
        )
    }

    private func subject(
        current: KeyRow?,
        ended: [KeyRow] = [],
        bypass: [String] = [],
        queries: [String] = [],
        mustRefuse: [ServerAddress] = []
    ) -> ServerSubject {
        ServerSubject(
            probe: ServerProbe(
                url: "http://h",
                credential: .bearer,
                bypassHeaders: bypass,
                bypassQueries: queries,
                mustRefuse: mustRefuse
            ),
            current: current,
            ended: ended,
            owner: OwnerID(RowUUID(high: 0, low: 1))
        )
    }

    private func results(_ subject: ServerSubject, _ answer: (ServerQuestion) -> ProbeAnswer) -> [String] {
        let questions = subject.questions(madeUp: Secret(text: "made-up"))
        return ServerChecks.judge(subject, questions.map { ($0, answer($0)) }).map {
            "\($0.check.rawValue) \($0.verdict)"
        }
    }

    @Test func `a server that checks keys passes everything`() {
        let subject = subject(current: row(1), ended: [row(2), row(3)], bypass: ["X-User-ID"])
        let results = results(subject) { answer($0.check == .serverAccepts ? 200 : 401) }
        #expect(
            results == [
                "server-made-up-key pass", "server-accepts pass", "server-without-key pass", "server-ended-key pass",
                "server-ended-key pass", "server-bypass pass", "server-addresses skipped",
            ]
        )
    }

    @Test func `a server that lets everyone in fails everything but the first`() {
        let subject = subject(current: row(1), ended: [row(2)], bypass: ["X-User-ID"])
        #expect(
            results(subject) { _ in answer(200) } == [
                "server-made-up-key fail", "server-accepts pass", "server-without-key fail", "server-ended-key fail",
                "server-bypass fail", "server-addresses skipped",
            ]
        )
    }

    @Test func `a server that cannot be reached proves nothing, and the current key is not accepted`() {
        #expect(
            results(subject(current: row(1))) { _ in .none("Connection refused") } == [
                "server-made-up-key unknown", "server-accepts fail", "server-without-key unknown",
                "server-ended-key skipped", "server-bypass skipped", "server-addresses skipped",
            ]
        )
        #expect(results(subject(current: nil)) { _ in answer(401) }.contains("server-accepts skipped"))
    }

    @Test func `while a replaced key waits for adoption the current one is not presented, which is not a pass`() {
        let subject = ServerSubject(
            probe: ServerProbe(url: "http://h", credential: .bearer),
            current: row(1),
            awaitsAdoption: true,
            ended: [row(2)],
            owner: OwnerID(RowUUID(high: 0, low: 1))
        )
        let questions = subject.questions(madeUp: Secret(text: "made-up"))
        #expect(!questions.contains { $0.attempt.key == row(1).plaintext })
        #expect(results(subject) { _ in answer(401) }.contains("server-accepts skipped"))
    }

    @Test func `headers that name someone carry the owner and no key, and a made-up key is not ours`() {
        let questions = subject(current: row(1), bypass: ["X-User-ID"]).questions(madeUp: Secret(text: "made-up"))
        let bypass = questions.first { $0.check == .serverBypass }
        #expect(bypass?.attempt.key == nil)
        #expect(bypass?.attempt.headers == ["X-User-ID": "00000000-0000-0000-0000-000000000001"])
        #expect(questions.first { $0.check == .serverMadeUpKey }?.attempt.key == Secret(text: "made-up"))
    }

    @Test func `a query that names someone and further addresses are asked without a key`() throws {
        let call = ServerAddress(path: "/tools/call?x=1", method: "POST", body: "{}")
        let subject = subject(current: row(1), queries: ["user_id=anyone&x=2"], mustRefuse: [call])
        let questions = subject.questions(madeUp: Secret(text: "made-up"))
        let query = try #require(questions.first { $0.check == .serverBypass })
        #expect(query.attempt.key == nil && query.attempt.query == "user_id=anyone&x=2")
        let address = try #require(questions.first { $0.check == .serverAddresses })
        #expect(address.attempt.key == nil && address.attempt.address == call)
        let results = ServerChecks.judge(subject, [(query, answer(200)), (address, answer(200))])
        #expect(results.map(\.verdict).prefix(2) == [.fail, .fail])
        #expect(results[0].detail == "user_id, x in the query without any key was accepted (HTTP 200)")
        #expect(results[1].detail == "POST /tools/call without any key was accepted (HTTP 200)")
        #expect(results.allSatisfy { $0.check != .serverBypass || $0.verdict != .skipped })
    }

    @Test func `being accepted must move the last use, where the store keeps it`() {
        let (then, now) = (Instant(secondsSince1970: 1_000), Instant(secondsSince1970: 2_000))
        let subject = subject(current: row(1, used: then))
        func verdict(accepted: Bool = true, isKept: Bool = true, after: KeyRow?) -> CheckResult.Verdict {
            ServerChecks.lastUse(of: subject, accepted: accepted, isKept: isKept, after: after).verdict
        }
        #expect(verdict(after: row(1, used: now)) == .pass)
        #expect(verdict(after: row(1, used: then)) == .warn)
        #expect(verdict(after: row(1)) == .warn)
        #expect(verdict(after: nil) == .unknown)
        #expect(verdict(isKept: false, after: row(1, used: now)) == .skipped)
        #expect(verdict(accepted: false, after: row(1, used: now)) == .skipped)
    }
}

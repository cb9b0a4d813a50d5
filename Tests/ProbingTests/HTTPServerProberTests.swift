import Foundation
import Model
import TestSupport
import Testing
import Verification

@testable import Probing

/// One question to a server, and what is made of each way in which servers and networks answer.
@Suite(.unlessItHangs) struct HTTPServerProberTests {
    private static func probe(
        _ url: String,
        credential: ServerProbe.Credential = .header("X-MCP-API-Key"),
        timeout: Duration = .seconds(600)
    ) -> ServerProbe {
        ServerProbe(url: url, credential: credential, timeout: timeout)
    }

    private func ask(
        _ probe: ServerProbe,
        _ attempt: ProbeAttempt = ProbeAttempt(key: nil),
        patience: Duration = .seconds(600)
    ) async -> ProbeAnswer {
        await HTTPServerProber(patience: patience).ask(probe, attempt)
    }

    /// The status with the body, or why there is none.
    private func said(_ answer: ProbeAnswer) -> String {
        switch answer {
        case .answered(let answer):
            return "\(answer.status) " + answer.body.withBytes { String(decoding: $0, as: UTF8.self) }
        case .none(let reason, _), .unsent(let reason): return reason
        }
    }

    // MARK: What is sent

    @Test func `a request has the key, who asks, and nothing that was not declared`() async throws {
        let server = try ScriptedServer([.answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")])
        let key = randomKey()
        let attempt = ProbeAttempt(key: Secret(text: key), headers: ["X-User-ID": "anyone"])
        #expect(said(await ask(Self.probe(server.url + "/a/../sse?b=%20"), attempt)) == "200 ok")
        let lines = server.asked[0].split(separator: "\r\n").map(String.init)
        #expect(lines[0] == "GET /a/../sse?b=%20 HTTP/1.1")
        #expect(
            Set(lines.dropFirst()) == [
                "Host: 127.0.0.1:\(server.port)", "Accept: text/event-stream, application/json, */*",
                "Connection: close", "User-Agent: keyturn-probe", "X-User-ID: anyone", "X-MCP-API-Key: \(key)",
            ]
        )
    }

    @Test func `a bearer's key takes the place of whatever else has its header's name`() async throws {
        let server = try ScriptedServer([.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")])
        let key = randomKey()
        let attempt = ProbeAttempt(key: Secret(text: key), headers: ["authorization": "Basic eDp5"])
        _ = await ask(Self.probe(server.url, credential: .bearer), attempt)
        let lines = server.asked[0].split(separator: "\r\n").filter { $0.lowercased().hasPrefix("authorization") }
        #expect(lines == ["Authorization: Bearer \(key)"])
    }

    @Test(arguments: ["a\r\nX-User-ID: b", "a\nb", "a\u{0}b", "a\u{7f}b"])
    func `a key that would not stay one header is not sent`(_ key: String) async throws {
        let server = try ScriptedServer([.answer("HTTP/1.1 200 OK\r\n\r\n")])
        let answer = await ask(Self.probe(server.url), ProbeAttempt(key: Secret(text: key)))
        #expect(said(answer) == "it cannot be sent in a header")
        #expect(server.asked.isEmpty)
    }

    @Test(arguments: [301, 302, 307, 308]) func `a redirect is told and not followed`(_ status: Int) async throws {
        let elsewhere = try ScriptedServer([.answer("HTTP/1.1 200 OK\r\n\r\n")])
        let server = try ScriptedServer([
            .answer("HTTP/1.1 \(status) Moved\r\nLocation: \(elsewhere.url)/\r\nContent-Length: 0\r\n\r\n")
        ])
        #expect(said(await ask(Self.probe(server.url), ProbeAttempt(key: Secret(text: randomKey())))) == "\(status) ")
        #expect(elsewhere.asked.isEmpty)
    }

    @Test(arguments: ["", "/", "/sse", "/sse?a=b", "?a"])
    func `a query is added to the address, and another address takes its place`(_ path: String) async throws {
        let server = try ScriptedServer([.answer("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n")])
        let call = ServerAddress(path: "/tools/call?x", method: "POST", body: #"{"name":"list"}"#)
        let probe = Self.probe(server.url + path)
        _ = await ask(probe, ProbeAttempt(key: nil, query: "user_id=anyone"))
        _ = await ask(probe, ProbeAttempt(key: nil, address: call))
        _ = await ask(probe, ProbeAttempt(key: nil, address: ServerAddress(path: "/x", method: "DELETE")))
        let target = (path.hasPrefix("/") ? path : "/" + path) + (path.contains("?") ? "&" : "?") + "user_id=anyone"
        #expect(server.asked[0].hasPrefix("GET \(target) HTTP/1.1\r\n"))
        #expect(server.asked[1].hasPrefix("POST /tools/call?x HTTP/1.1\r\n"))
        #expect(server.asked[1].contains("Content-Type: application/json\r\n"))
        #expect(server.asked[1].hasSuffix("\r\n\r\n" + #"{"name":"list"}"#))
        #expect(server.asked[2].hasPrefix("DELETE /x HTTP/1.1\r\n"))
    }

    @Test func `a key that is to be accepted is presented between marks, each time`() async throws {
        let refusal = ScriptedServer.Step.answer("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n")
        let server = try ScriptedServer([
            refusal, refusal, refusal, refusal, .answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), refusal,
        ])
        let format = KeyFormat(prefix: "mcp_", bytes: 16, encoding: .hex)
        let marks = ProbeMarks(format, place: 3) { Secret(text: "mcp_" + String(repeating: "0", count: 32)) }
        let prober = HTTPServerProber(pause: .milliseconds(1))
        let verdict = await prober.awaitAcceptance(Self.probe(server.url), of: Secret(text: "mcp_key"), between: marks)
        #expect(verdict.isAccepted)
        let keys = server.asked.compactMap { request in
            request.split(separator: "\r\n").first { $0.hasPrefix("X-MCP-API-Key") }?.dropFirst(15).prefix(10)
        }
        #expect(keys == ["mcp_faced3", "mcp_key", "mcp_faded3", "mcp_faced3", "mcp_key", "mcp_faded3"])
    }

    // MARK: What comes

    @Test func `each question has a connection of its own, so that one that was closed tells nothing`() async throws {
        // It says that the connection stays open, and closes it.
        let server = try ScriptedServer([
            .answer("HTTP/1.1 500 Oops\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\n401"),
            .answer("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok"),
        ])
        let prober = HTTPServerProber()
        #expect(said(await prober.ask(Self.probe(server.url), ProbeAttempt(key: nil))) == "500 401")
        for _ in 0..<3 { #expect(said(await prober.ask(Self.probe(server.url), ProbeAttempt(key: nil))) == "200 ok") }
    }

    @Test func `a stream that never ends is judged by its beginning`() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
        let server = try ScriptedServer([.hold(head + "event: endpoint\n\n"), .hold(head)])
        #expect(
            said(await ask(Self.probe(server.url), patience: .milliseconds(200))) == "200 event: endpoint\n\n"
        )
        #expect(said(await ask(Self.probe(server.url), patience: .milliseconds(200))) == "200 ")
    }

    @Test func `of a long body its beginning is enough`() async throws {
        let text = String(repeating: "x", count: 200_000)
        let server = try ScriptedServer([.hold("HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n\(text)")])
        #expect(said(await ask(Self.probe(server.url))) == "200 " + text.prefix(65_536))
    }

    /// What a server does after it said so much, and what is reported about it.
    static let endings: [(ScriptedServer.Step, String)] = [
        (.answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut"), "200 cut"),
        (.answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ncut\r\n"), "200 cut"),
        (.answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ncut\r\nzz"), "200 cut"),
        (.reset("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"), "200 "),
        (.reset("HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno"), "401 no"),
        (.reset("HTTP/1.1 401 No\r\n\r\nno"), "401 no"),
        (.answer("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 401 No\r\nContent-Length: 1\r\n\r\nn"), "401 n"),
        (.answer("HTTP/1.1 204 Nothing\r\n\r\n"), "204 "),
        (.answer("HTTP/1.0 200 OK\r\n\r\nold"), "200 old"),
        (.answer("HTTP/1.1 999 Odd\r\n\r\n"), "999 "),
        (.answer(""), "the server closed the connection without an answer"),
        (.reset(""), "Connection reset by peer"),
        (.reset("HTTP/1.1 200"), "Connection reset by peer"),
        (.answer("SSH-2.0-OpenSSH_9.2\r\n"), "the answer is not HTTP"),
        (.answer("220 mail ESMTP\r\n"), "the answer is not HTTP"),
        (
            .answer("HTTP/1.1 200 OK\r\nX: \(String(repeating: "x", count: 400_000))\r\n\r\n"),
            "the answer is not HTTP"
        ),
    ]

    @Test(arguments: endings) func `an answer counts as far as it came`(
        _ step: ScriptedServer.Step,
        _ words: String
    ) async throws {
        let server = try ScriptedServer([step])
        #expect(said(await ask(Self.probe(server.url))) == words)
    }

    /// Which of the two it is depends on whether the question came before the close.
    @Test func `a server that closes without reading is told`() async throws {
        let server = try ScriptedServer([.close])
        let words = ["Connection reset by peer", "the server closed the connection without an answer"]
        #expect(words.contains(said(await ask(Self.probe(server.url)))))
    }

    @Test func `headers of one name are joined, whatever their case`() async throws {
        let server = try ScriptedServer([
            .answer("HTTP/1.1 401 No\r\nWWW-Authenticate: Bearer\r\nwww-authenticate:  Basic \r\nX-Empty:\r\n\r\n")
        ])
        guard case .answered(let answer) = await ask(Self.probe(server.url)) else {
            Issue.record("no answer")
            return
        }
        #expect(answer.headers == ["www-authenticate": "Bearer, Basic", "x-empty": ""])
    }

    // MARK: Where nothing comes

    @Test func `a port where no one listens`() async throws {
        let port = try ScriptedServer([.close]).port
        guard case .none(let reason, let fix) = await ask(Self.probe("http://127.0.0.1:\(port)/")) else {
            Issue.record("someone answers")
            return
        }
        #expect(reason == "Connection refused")
        #expect(fix == nil)
    }

    @Test func `a server that takes the request and says nothing`() async throws {
        let server = try ScriptedServer([.hold(""), .hold("HTTP/1.1 200 OK\r\n")])
        for _ in 0..<2 {
            #expect(said(await ask(Self.probe(server.url, timeout: .seconds(1)))) == "no answer within 1 s")
        }
    }

    @Test func `a name that is no one's`() async {
        let answer = await ask(Self.probe("http://unknown.invalid/"))
        #expect(said(answer) == "the host name is unknown")
    }

    // MARK: Many

    @Test func `hundreds of questions are asked side by side, and each has its own answer`() async throws {
        let server = try ScriptedServer([.answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")])
        let silent = try ScriptedServer([.hold("")])
        let answers = await withTaskGroup(of: String.self) { group in
            for _ in 0..<20 {
                group.addTask { said(await ask(Self.probe(silent.url, timeout: .seconds(2)))) }
            }
            for _ in 0..<300 { group.addTask { said(await ask(Self.probe(server.url))) } }
            return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(answers == ["200 ok": 300, "no answer within 2 s": 20])
        #expect(server.asked.count == 300)
    }
}

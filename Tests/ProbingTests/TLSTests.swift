import Foundation
import Model
import TestSupport
import Testing
import Verification

@testable import Probing

/// Whether the server that a key is shown to is the one that is meant.
@Suite(.unlessItHangs) struct TLSTests {
    private static let selfSigned = "the server's certificate is not trusted here: it is self-signed"

    @Test func `a certificate is believed where its authority is named`() async throws {
        let server = try TLSServer(host: "localhost")
        #expect(await said(server, ca: server.certificate) == "HTTP 200")
        #expect(await said(server, ca: nil) == Self.selfSigned)
    }

    @Test func `a named authority is the only one that is believed`() async throws {
        let (server, other) = (try TLSServer(host: "localhost"), try TLSServer(host: "localhost"))
        #expect(await said(server, ca: other.certificate) == Self.selfSigned)
    }

    @Test func `a certificate for another host is not believed`() async throws {
        let server = try TLSServer(host: "elsewhere.example")
        #expect(await said(server, ca: server.certificate) == "the server's certificate is for another host")
    }

    @Test func `a certificate that has expired is not believed`() async throws {
        let server = try TLSServer(host: "localhost", days: -1)
        #expect(await said(server, ca: server.certificate) == "the server's certificate has expired")
    }

    @Test func `a server that does not speak TLS is told as such`() async throws {
        let server = try ScriptedServer([.greet("HTTP/1.1 400 Bad Request\r\n\r\n")])
        #expect(await said(server.port, ca: nil) == "the server does not use TLS there")
    }

    @Test func `a file without certificates is reported as such`() async throws {
        let server = try TLSServer(host: "localhost")
        let folder = try TemporaryFolder()
        try "no certificate".write(toFile: folder("ca.pem"), atomically: true, encoding: .utf8)
        for file in [folder("ca.pem"), folder("missing.pem")] {
            #expect(await said(server, ca: file) == "the file of `ca` cannot be read as certificates")
        }
    }

    private func said(_ server: TLSServer, ca: String?) async -> String { await said(server.port, ca: ca) }

    private func said(_ port: Int, ca: String?) async -> String {
        let probe = ServerProbe(
            url: "https://localhost:\(port)/",
            credential: .bearer,
            authority: ca,
            timeout: .seconds(60)
        )
        switch await HTTPServerProber().ask(probe, ProbeAttempt(key: nil)) {
        case .answered(let answer): return "HTTP \(answer.status)"
        case .none(let reason, let fix):
            #expect(fix?.isEmpty == false)
            return reason
        case .unsent(let reason): return reason
        }
    }
}

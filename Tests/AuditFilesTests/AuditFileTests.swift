internal import Diagnostics
internal import Audit
internal import AuditFiles
internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

@Suite(.unlessItHangs) struct AuditFileTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder("prod.jsonl")
    }

    private static let context = AuditContext(
        environment: "prod",
        run: "0123456789abcdef",
        command: "apply",
        version: "0.1.0",
        actor: AuditActor(user: "deploy", uid: 1_000, host: "ci-1")
    )
    private static let moment = Instant(secondsSince1970: 1_800_000_000)

    @discardableResult
    private func append(_ count: Int = 1, to file: AuditFile? = nil) throws -> AuditHead {
        let entries = (0..<count).map { _ in AuditEntry(.attempt, "prod/backend") }
        return try (file ?? AuditFile(path: path)).append(entries, Self.context, at: Self.moment).head
    }

    private func verified() throws -> ChainVerifier {
        var verifier = ChainVerifier(environment: "prod")
        let exists = try AuditFile(path: path).read { verifier.read($0, isEnded: $1) }
        #expect(exists)
        verifier.end()
        return verifier
    }

    private func edit(_ body: (inout Data) -> Void) throws {
        let url = URL(fileURLWithPath: path)
        var data = try Data(contentsOf: url)
        body(&data)
        try data.write(to: url)
    }

    @Test func `lines follow each other over many openings, in a file of ours alone`() throws {
        for count in [1, 3, 200] { try append(count) }
        let verifier = try verified()
        #expect(verifier.findings == [])
        #expect(verifier.head.sequence == 204)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func `a missing folder is made for this user alone, but none above it`() throws {
        _ = try AuditFile(path: folder("audit/prod.jsonl")).append(
            [AuditEntry(.attempt, "prod")],
            Self.context,
            at: Self.moment
        )
        let attributes = try FileManager.default.attributesOfItem(atPath: folder("audit"))
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        #expect(throws: AuditFailure.self) {
            try AuditFile(path: folder("a/b/prod.jsonl")).append([], Self.context, at: Self.moment)
        }
        #expect(!FileManager.default.fileExists(atPath: folder("a")))
    }

    @Test func `writers at the same time keep one chain`() async throws {
        let path = path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    for _ in 0..<10 {
                        _ = try AuditFile(path: path).append(
                            [AuditEntry(.attempt, "prod"), AuditEntry(.ended, "prod")],
                            Self.context,
                            at: Self.moment
                        )
                    }
                }
            }
            try await group.waitForAll()
        }
        let verifier = try verified()
        #expect(verifier.findings == [])
        #expect(verifier.head.sequence == 320)
    }

    @Test func `what a crash left of a line stays, and the next line names it`() throws {
        try append(3)
        try edit { $0.removeLast(50) }
        #expect(try verified().findings == [.torn(line: 3)])
        try append()
        let verifier = try verified()
        #expect(verifier.findings == [])
        #expect(verifier.notes == [.mended(line: 3)])
        #expect(verifier.head.sequence == 4)
    }

    @Test func `what a crash left of the very first line is fixed too`() throws {
        try append()
        try edit { $0.removeLast(50) }
        try append()
        #expect(try verified().notes == [.mended(line: 1)])
    }

    @Test func `garbage behind the last line stops no one, and stays to be seen`() throws {
        try append(2)
        try edit { $0.append(Data("garbage\n".utf8)) }
        try append()
        let verifier = try verified()
        #expect(verifier.findings == [.unreadable(line: 3)])
        #expect(verifier.head.sequence == 3)
    }

    @Test(arguments: ["someone's\nfile\n", "a token without a line break", "SQLite format 3\0\u{10}\0"])
    func `a file without any line of ours is not written behind`(_ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: AuditFailure.damagedEnd) { try append() }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test func `no folders, a folder and no right are reported`() throws {
        #expect(throws: AuditFailure.system("No such file or directory")) {
            try append(to: AuditFile(path: folder("no/where/prod.jsonl")))
        }
        #expect(throws: AuditFailure.system("Is a directory")) { try append(to: AuditFile(path: folder.path)) }
        #expect(try !AuditFile(path: folder("none.jsonl")).read { _, _ in })
    }

    @Test func `a full disk leaves the file as it was`() throws {
        #expect(throws: AuditFailure.self) { try append(to: AuditFile(path: "/dev/full")) }
    }

    @Test func `the system's log gets each line, and a log that is not there is a warning`() throws {
        let socket = folder("log")
        let receiver = try DatagramSocket(socket)
        let file = AuditFile(path: path, syslog: SystemLog(socket: socket))
        let (head, warning) = try file.append([AuditEntry(.attempt, "prod")], Self.context, at: Self.moment)
        #expect(warning == nil)
        let message = try receiver.receive()
        #expect(message.hasPrefix("<85>keyturn[") && message.contains(head.hash.hex), "\(message)")

        let silent = AuditFile(path: path, syslog: SystemLog(socket: folder("nobody")))
        let result = try silent.append([AuditEntry(.attempt, "prod")], Self.context, at: Self.moment)
        #expect(result.warning?.code == "audit-syslog")
        #expect(try verified().head.sequence == 2)
    }
}

/// What a syslog daemon listens on.
private final class DatagramSocket {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8) + [0]) }
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard isBound else { throw TestProcess.Failure(description: "no socket") }
    }

    deinit { close(descriptor) }

    func receive() throws -> String {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw TestProcess.Failure(description: "nothing was sent") }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }
}

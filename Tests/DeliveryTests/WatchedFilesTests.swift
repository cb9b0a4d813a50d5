import Foundation
import Model
import Testing

@testable import Delivery

@Suite struct WatchedFilesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func read(_ name: String) async -> WatchedFile { await LocalWatchedFiles().read(folder.path + "/" + name) }

    private func reason(_ name: String) async -> String? {
        switch await read(name) {
        case .unreadable(let reason): reason
        case .missing: "missing"
        case .file: nil
        }
    }

    @Test func `a file is read with the time of its last change, also behind a link`() async throws {
        try Data("A=b\n".utf8).write(to: URL(fileURLWithPath: folder.path + "/.env"))
        let changed = Date(timeIntervalSince1970: 1_700_000_000)
        try FileManager.default.setAttributes([.modificationDate: changed], ofItemAtPath: folder.path + "/.env")
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: ".env")
        for name in [".env", "link"] {
            guard case .file(let content, let changedAt, let resolved) = await read(name) else {
                Issue.record("\(name) was not read")
                continue
            }
            #expect(content == Secret(text: "A=b\n"))
            #expect(changedAt == Instant(secondsSince1970: 1_700_000_000))
            #expect(resolved.hasSuffix("/.env"))
        }
    }

    @Test func `what is not a file, or cannot be had, is told without waiting for it`() async throws {
        mkfifo(folder.path + "/pipe", 0o600)
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/device", withDestinationPath: "/dev/zero")
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/loop", withDestinationPath: "loop")
        let large = open(folder.path + "/large", O_CREAT | O_WRONLY, 0o600)
        #expect(ftruncate(large, (64 << 20) + 1) == 0)
        close(large)
        #expect(await reason("nothing") == "missing")
        #expect(await reason("pipe") == "it is a named pipe, not a file")
        #expect(await reason("device") == "it is a device, not a file")
        #expect(await reason(".") == "it is a folder, not a file")
        #expect(await reason("large") == "it is a file of more than 64 MiB")
        #expect(await reason("loop") == "Too many levels of symbolic links")
        #expect(await reason("pipe/x") == "Not a directory")
    }
}

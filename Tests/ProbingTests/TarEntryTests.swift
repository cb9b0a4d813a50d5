import Foundation
import Model
import TestSupport
import Testing

@testable import Probing

struct TarEntryTests {
    /// What the machine's own tar makes of a file.
    func archive(_ make: (TemporaryFolder) throws -> Void, _ options: [String] = []) throws -> Data {
        let folder = try TemporaryFolder()
        try make(folder)
        try TestProcess.run(["tar", "-C", folder.path, "-cf", folder("a.tar")] + options + ["key"])
        return try #require(FileManager.default.contents(atPath: folder("a.tar")))
    }

    @Test(arguments: [["--format=ustar"], ["--format=pax", "--pax-option=comment:=a word"], ["--format=posix"]])
    func `a file is read as tar writes it`(_ options: [String]) throws {
        let content = randomKey()
        let data = try archive({ try content.write(toFile: $0("key"), atomically: false, encoding: .utf8) }, options)
        guard case .file(let found) = data.withUnsafeBytes({ TarEntry(first: $0) }) else {
            Issue.record("no file is found")
            return
        }
        #expect(found == Secret(text: content))
    }

    @Test func `a link is reported with what it leads to`() throws {
        let data = try archive(
            { try FileManager.default.createSymbolicLink(atPath: $0("key"), withDestinationPath: "..data/key") },
            ["--format=ustar"]
        )
        guard case .link("..data/key") = data.withUnsafeBytes({ TarEntry(first: $0) }) else {
            Issue.record("no link is found")
            return
        }
    }

    @Test func `half an archive and no archive are none`() throws {
        let data = try archive(
            { try randomKey().write(toFile: $0("key"), atomically: false, encoding: .utf8) },
            ["--format=ustar"]
        )
        #expect(data.prefix(520).withUnsafeBytes { TarEntry(first: $0) == nil })
        #expect(Data("{}".utf8).withUnsafeBytes { TarEntry(first: $0) == nil })
        #expect(Data(repeating: 65, count: 2_048).withUnsafeBytes { TarEntry(first: $0) == nil })
    }
}

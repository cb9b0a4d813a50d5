import Configuration
import Glibc
import Testing

struct DiskFilesTests {
    /// Gives `body` a folder of its own, and removes it.
    private func inFolder(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/keyturn-configuration-XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer { for name in ["file", "pipe", "link"] { unlink(folder + "/" + name) }; rmdir(folder) }
        try body(folder)
    }

    private func write(_ text: String, to path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
        _ = text.withCString { Glibc.write(descriptor, $0, strlen($0)) }
        close(descriptor)
    }

    @Test func `a file is read whole, also through a link`() throws {
        try inFolder { folder throws in
            write("hello", to: folder + "/file")
            symlink("file", folder + "/link")
            let bytes = try DiskFiles().read(folder + "/link", limit: 5)
            #expect(bytes == Array("hello".utf8))
            let names = try DiskFiles().names(in: folder)
            #expect(names.sorted() == ["file", "link"])
        }
    }

    @Test func `a file above the limit, a pipe and a folder are refused`() throws {
        try inFolder { folder throws in
            write("hello", to: folder + "/file")
            mkfifo(folder + "/pipe", 0o600)
            #expect(throws: FileProblem.tooLarge(bytes: 5)) { try DiskFiles().read(folder + "/file", limit: 4) }
            #expect(throws: FileProblem.wrongKind) { try DiskFiles().read(folder + "/pipe", limit: 4) }
            #expect(throws: FileProblem.wrongKind) { try DiskFiles().read(folder, limit: 4) }
            #expect(throws: FileProblem.missing) { try DiskFiles().read(folder + "/none", limit: 4) }
            #expect(throws: FileProblem.wrongKind) { try DiskFiles().names(in: folder + "/file") }
            #expect(throws: FileProblem.missing) { try DiskFiles().names(in: folder + "/none") }
        }
    }
}

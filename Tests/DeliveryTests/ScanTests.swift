import Diagnostics
import Glibc
import Model
import Testing

@testable import Delivery

/// Looking through what people put beside the fragments.
struct ScanTests {
    private let temporary: TemporaryFolder
    private static let word = "a-word-as-long-as-any-key-0123456789"

    init() throws { temporary = try TemporaryFolder() }

    private func scan(
        besides declared: Set<String> = [],
        databases: [String] = [],
        _ limits: FolderScanner.Limits = .init()
    ) -> FileScan {
        FolderScanner(
            root: RootFolder(path: temporary.url("out")),
            output: OutputName(path: temporary.url("out"), environment: "prod"),
            declared: declared,
            databases: databases,
            limits: limits
        ).scan()
    }

    private static func fingerprint(_ text: String) -> Fingerprint { Fingerprint(of: Secret(text: text)) }

    @Test func `every regular file is looked through, in every folder, but for those that deliveries name`() throws {
        try temporary.write("KEY=\(Self.word)\n", to: "out/.env")
        try temporary.write("{\"a\":\"\(Self.word)\"}", to: "out/a/b/c.json")
        try temporary.write("short words only", to: "out/readme")
        try temporary.write(Self.word, to: "out/a/backend.env")
        let scan = scan(besides: ["a/backend.env"])
        #expect(scan.files.map(\.path) == [".env", "a/b/c.json"])
        #expect(scan.files.allSatisfy { $0.words == [Self.fingerprint(Self.word)] })
        #expect(scan.skipped.isEmpty && scan.problems.isEmpty)
    }

    @Test func `links, pipes, git's folder and files that keyturn was writing are ignored`() throws {
        try temporary.write(Self.word, to: "outside")
        try temporary.write(Self.word, to: "elsewhere/file")
        try temporary.write(Self.word, to: "out/.git/config")
        try temporary.write(Self.word, to: "out/.keyturn-0123456789ab.tmp")
        try temporary.link("out/link", to: "../outside")
        try temporary.link("out/linked", to: "../elsewhere")
        mkfifo(temporary.url("out/pipe"), 0o600)
        #expect(scan().files.isEmpty)
        #expect(scan().skipped.isEmpty)
    }

    @Test func `a folder that is missing or empty holds nothing`() throws {
        #expect(scan().files.isEmpty)
        try temporary.makeFolder("out")
        #expect(scan().files.isEmpty)
    }

    @Test func `a database and what SQLite puts beside it are never opened`() throws {
        for name in ["server.db", "server.db-wal", "server.db-shm"] {
            try temporary.write(Self.word, to: "out/\(name)")
        }
        #expect(scan(databases: [temporary.url("out/server.db")]).files.isEmpty)
        try temporary.link("alias.db", to: "out/server.db")
        #expect(scan(databases: [temporary.url("alias.db")]).files.isEmpty)
        #expect(scan(databases: [temporary.url("none.db")]).files.count == 3)
    }

    @Test func `what is beyond a limit is named`() throws {
        for name in ["a", "b", "c"] { try temporary.write(Self.word, to: "out/\(name)") }
        try temporary.write(String(repeating: "x", count: 101), to: "out/large")
        try temporary.write(Self.word, to: "out/deep/deeper/file")
        func skipped(_ change: (inout FolderScanner.Limits) -> Void) -> [String] {
            var limits = FolderScanner.Limits()
            change(&limits)
            return scan(limits).skipped.map(\.path)
        }
        #expect(skipped { $0.fileBytes = 100 } == ["large"])
        #expect(skipped { $0.files = 1 } == ["b", "c", "deep/deeper/file", "large"])
        #expect(skipped { $0.totalBytes = 80 } == ["c", "deep/deeper/file", "large"])
        #expect(skipped { $0.depth = 1 } == ["deep/deeper"])
        #expect(skipped { $0.words = 2 } == ["c", "deep/deeper/file", "large"])
        #expect(skipped { $0.entries = 2 } == [""])
        #expect(skipped { _ in } == [])
    }

    @Test func `it is told once for a folder, as a warning that names what and why`() throws {
        for number in 0..<7 { try temporary.write("xx", to: "out/file-\(number)") }
        var limits = FolderScanner.Limits()
        limits.fileBytes = 1
        let problems = scan(limits).problems
        #expect(problems.map(\.code) == ["output-not-compared"])
        #expect(problems.map(\.severity) == [.warning])
        #expect(problems.first?.detail?.hasSuffix("file-4: larger than 0 MiB; and 2 more") == true)
    }

    private func scan(_ limits: FolderScanner.Limits) -> FileScan { scan(besides: [], databases: [], limits) }
}

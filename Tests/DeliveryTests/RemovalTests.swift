import Delivery
import Diagnostics
import Glibc
import Model
import Testing

struct RemovalTests {
    private let temporary: TemporaryFolder
    private let folder: LocalOutputFolder

    init() throws {
        temporary = try TemporaryFolder()
        folder = LocalOutputFolder(path: temporary.url("out"), environment: "prod")
    }

    private func fragment(_ path: String, _ text: String? = nil) -> FragmentFile {
        FragmentFile(path: path, content: text.map { Secret(text: $0) }, attributes: FileAttributes())
    }

    @Test func `a file is there until it is published, and its folder after that`() async throws {
        try temporary.write("old", to: "out/secrets/s")
        try temporary.write("other", to: "out/secrets/t")
        try temporary.write("old", to: "out/g")
        let before = temporary.names
        let staged = try await folder.stage([fragment("f", "new"), fragment("g"), fragment("secrets/s")])
        #expect(staged.files.map(\.path) == ["f"] && staged.removals == ["g", "secrets/s"] && staged.count == 3)
        #expect(temporary.names.filter { !$0.hasSuffix(".tmp") } == before)
        try await folder.publish(staged)
        #expect(temporary.names == ["out", "out/f", "out/secrets", "out/secrets/t"])
        try await folder.publish(try await folder.stage([fragment("secrets/t")]))
        #expect(temporary.names == ["out", "out/f", "out/secrets"])
    }

    @Test func `what is not there any more is no error, and no folder is made for it`() async throws {
        #expect(try await folder.stage([fragment("f"), fragment("x/f")]).count == 0)
        #expect(temporary.names.isEmpty)
        try temporary.write("old", to: "out/x/f")
        let staged = try await folder.stage([fragment("x/f"), fragment("y/z/f")])
        #expect(staged.removals == ["x/f"])
        for _ in 1...2 { try await folder.publish(staged) }
        rename(temporary.url("out"), temporary.url("elsewhere"))
        try await folder.publish(staged)
        #expect(temporary.names == ["elsewhere", "elsewhere/x"])
    }

    @Test func `what is staged for removal and discarded stays`() async throws {
        try temporary.write("old", to: "out/f")
        let staged = try await folder.stage([fragment("f"), fragment("g", "new")])
        await folder.discard(staged)
        #expect(temporary.names == ["out", "out/f"])
    }

    @Test(arguments: ["folder", "link", "link to a folder around it"])
    func `only a regular file is removed, and nothing else happens where one is not`(kind: String) async throws {
        try temporary.write("target", to: "target/s")
        try temporary.write("old", to: "out/f")
        let path = kind == "link to a folder around it" ? "secrets/s" : "s"
        func obstruct() throws {
            switch kind {
            case "folder": try temporary.makeFolder("out/s")
            case "link": try temporary.link("out/s", to: temporary.url("target/s"))
            default: try temporary.link("out/secrets", to: temporary.url("target"))
            }
        }
        try temporary.write("old", to: "out/\(path)")
        let staged = try await folder.stage([fragment("f", "new"), fragment(path)])
        unlink(temporary.url("out/\(path)"))
        rmdir(temporary.url("out/secrets"))
        try obstruct()
        let late = await #expect(throws: Diagnostic.self) { try await folder.publish(staged) }
        #expect(late?.code == "output-obstacle")
        await folder.discard(staged)
        #expect(temporary.read("out/f") == "old" && temporary.read("target/s") == "target")
        let early = await #expect(throws: Diagnostic.self) {
            try await folder.stage([fragment("f", "new"), fragment(path)])
        }
        #expect(early?.code == "output-obstacle")
        #expect(temporary.names.allSatisfy { !$0.hasSuffix(".tmp") })
        #expect(temporary.read("target/s") == "target")
    }

    @Test(arguments: ["../f", "/etc/keyturn", "x/../../f", "", "x//y", ".keyturn-0123456789ab.tmp"])
    func `nothing is removed outside, whatever the path`(path: String) async throws {
        try temporary.write("old", to: "f")
        try temporary.makeFolder("out")
        let error = await #expect(throws: Diagnostic.self) { try await folder.stage([fragment(path)]) }
        #expect(error?.code == "output-path")
        let staged = StagedFiles(files: [], removals: [path])
        #expect(await #expect(throws: Diagnostic.self) { try await folder.publish(staged) }?.code == "output-path")
        #expect(temporary.read("f") == "old")
    }
}

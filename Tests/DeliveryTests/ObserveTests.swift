import Delivery
import Diagnostics
import Glibc
import Model
import Testing

struct ObserveTests {
    private let temporary: TemporaryFolder
    private let folder: LocalOutputFolder

    init() throws {
        temporary = try TemporaryFolder()
        folder = LocalOutputFolder(path: temporary.url("out"), environment: "prod")
    }

    private func observe(_ path: String, _ attributes: FileAttributes = FileAttributes()) async -> ObservedFile? {
        await folder.observe([FileRequest(path: path, attributes: attributes)]).files[path]
    }

    @Test func `a file's bytes are read as they are`() async throws {
        for text in ["", "key", "a\r\n\0\u{feff}ä", String(repeating: "x", count: 1_000_000)] {
            try temporary.write(text, to: "out/a/b.env")
            #expect(await observe("a/b.env") == .file(Secret(text: text), attributesMatch: true))
        }
    }

    @Test func `what is missing is missing, at every level, and nothing is made`() async throws {
        #expect(await observe("a/b.env") == .missing)
        try temporary.makeFolder("out")
        #expect(await observe("a/b.env") == .missing)
        try temporary.makeFolder("out/a")
        #expect(await observe("a/b.env") == .missing)
        #expect(temporary.names == ["out", "out/a"])
    }

    @Test(arguments: [
        ("folder", "a folder"), ("link", "a symbolic link"), ("dangling", "a symbolic link"),
        ("pipe", "a named pipe"), ("linked/file", "a path that cannot be resolved (linked is a symbolic link)"),
        ("file/file", "a path that cannot be resolved (file is a file)"),
        ("deep/linked/file", "a path that cannot be resolved (deep/linked is a symbolic link)"),
        ("large", "a file of more than 64 MiB"),
    ])
    func `what is not a file is an obstacle`(path: String, words: String) async throws {
        try temporary.makeFolder("out/folder")
        try temporary.makeFolder("out/deep")
        try temporary.write("secret", to: "elsewhere/file")
        try temporary.write("x", to: "out/file")
        try temporary.link("out/link", to: "file")
        try temporary.link("out/dangling", to: "nowhere")
        try temporary.link("out/linked", to: temporary.url("elsewhere"))
        try temporary.link("out/deep/linked", to: temporary.url("elsewhere"))
        mkfifo(temporary.url("out/pipe"), 0o600)
        try temporary.write("", to: "out/large")
        truncate(temporary.url("out/large"), (64 << 20) + 1)
        #expect(await observe(path) == .obstacle(words))
    }

    @Test func `mode, owner and group are compared where they are declared`() async throws {
        try temporary.write("x", to: "out/f", mode: 0o640)
        let status = temporary.status("out/f")
        let (user, group) = (String(status.st_uid), String(status.st_gid))
        func matches(_ attributes: FileAttributes) async -> Bool {
            await observe("f", attributes) == .file(Secret(text: "x"), attributesMatch: true)
        }
        #expect(await matches(FileAttributes()))
        #expect(await matches(FileAttributes(mode: 0o640, owner: user, group: group)))
        #expect(await !matches(FileAttributes(mode: 0o600)))
        #expect(await !matches(FileAttributes(owner: "4242")))
        #expect(await !matches(FileAttributes(group: "4242")))
        #expect(await !matches(FileAttributes(owner: "nobody-has-this-name")))
        #expect(await !matches(FileAttributes(group: "nobody-has-this-name")))
    }

    @Test func `two spellings and a link of one folder are one`() async throws {
        try temporary.makeFolder("out")
        try temporary.makeFolder("other")
        try temporary.link("linked", to: "out")
        func observation(_ name: String) async -> FolderObservation {
            await LocalOutputFolder(path: temporary.url(name), environment: "e").observe([])
        }
        let plain = await observation("out")
        #expect(plain.identity != nil)
        for name in ["linked", "other/../out", "./out/"] {
            let other = await observation(name)
            #expect(other.identity == plain.identity)
            #expect(other.resolvedPath == plain.resolvedPath)
        }
        #expect(await observation("other").identity != plain.identity)
    }

    @Test func `a folder that does not exist yet is resolved as far as it does`() async throws {
        try temporary.makeFolder("real")
        try temporary.link("linked", to: "real")
        let observation = await LocalOutputFolder(path: temporary.url("linked/a/b"), environment: "e").observe([])
        #expect(observation.identity == nil)
        #expect(observation.resolvedPath == temporary.url("real/a/b"))
    }

    @Test func `an output folder that is a file is reported once`() async throws {
        try temporary.write("x", to: "out")
        let observation = await folder.observe(
            ["f", "d/g"].map { FileRequest(path: $0, attributes: FileAttributes()) }
        )
        #expect(observation.files == ["f": .unknown, "d/g": .unknown])
        #expect(observation.problems.map(\.code) == ["output-folder"])
        let problem = try #require(observation.problems.first)
        #expect(problem.summary == "the output folder \(temporary.url("out")) is not a folder")
        #expect(problem.fix == "Move the existing file away, or name another folder as `output`.")
        #expect(problem.address == "prod")
    }

    @Test func `owners and groups that do not exist are reported, each once`() async throws {
        try temporary.write("x", to: "out/a")
        let nobody = "nobody-has-this-name"
        let both = FileAttributes(owner: nobody, group: nobody)
        let observation = await folder.observe([
            FileRequest(path: "a", attributes: both), FileRequest(path: "b", attributes: both),
            FileRequest(path: "c", attributes: FileAttributes(owner: "0", group: "4242")),
        ])
        #expect(observation.problems.map(\.code) == ["output-account", "output-account"])
        #expect(
            observation.problems.map(\.summary)
                == ["user", "group"].map {
                    "\(temporary.url("out/a")) cannot be written: no \($0) \"\(nobody)\" on this machine"
                }
        )
        let nowhere = LocalOutputFolder(path: temporary.url("missing"), environment: "prod")
        let problems = await nowhere.observe([FileRequest(path: "a", attributes: both)]).problems
        #expect(problems.map(\.code) == ["output-account", "output-account"])
    }

    private func expectWarning() async throws {
        let request = FileRequest(path: "f", attributes: FileAttributes())
        let problems = await folder.observe([request]).problems
        #expect(problems.map(\.code) == ["output-write"])
        #expect(problems.first?.severity == .warning)
        let start = "the output folder \(temporary.url("out")) cannot be written to: "
        #expect(problems.first?.summary.hasPrefix(start) == true)
        #expect(await folder.observe([]).problems == [])
    }

    @Test(.enabled(if: canMount(), "only root may mount a file system"))
    func `an output folder on a file system that is read only is a warning`() async throws {
        try temporary.makeFolder("out")
        try #require(runs("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", temporary.url("out")))
        defer { runs("umount", temporary.url("out")) }
        try await expectWarning()
    }

    @Test(.enabled(if: canMount(), "only root may mount a file system"))
    func `a folder in it on a file system that is read only is one warning, however many files go there`() async throws
    {
        try temporary.makeFolder("out/secrets")
        try #require(runs("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", temporary.url("out/secrets")))
        defer { runs("umount", temporary.url("out/secrets")) }
        let files = ["secrets/a", "secrets/b", "c.env"].map { FileRequest(path: $0, attributes: FileAttributes()) }
        let problems = await folder.observe(files).problems
        #expect(problems.map(\.code) == ["output-write"])
        #expect(problems.first?.severity == .warning)
        #expect(problems.first?.summary.contains("out/secrets cannot be written to: ") == true, "\(problems)")
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func `an output folder that may not be written is a warning`() async throws {
        try temporary.makeFolder("out")
        chmod(temporary.url("out"), 0o500)
        defer { chmod(temporary.url("out"), 0o700) }
        try await expectWarning()
    }

    @Test func `a file around the output folder is named`() async throws {
        try temporary.write("x", to: "file")
        let path = temporary.url("file/a/out")
        let inside = LocalOutputFolder(path: path, environment: "prod")
        let problems = await inside.observe([]).problems
        #expect(
            problems.map(\.summary)
                == ["the output folder \(path) cannot be used: \(temporary.url("file")) is not a folder"]
        )
    }

    /// The system does not let even root read these.
    @Test(.enabled(if: access("/proc/self/clear_refs", F_OK) == 0, "no /proc"))
    func `a file that may not be read is reported as that`() async throws {
        let system = LocalOutputFolder(path: "/proc/self", environment: "prod")
        let observation = await system.observe([FileRequest(path: "clear_refs", attributes: FileAttributes())])
        let first = observation.problems.first { $0.isError }
        let problem = try #require(first)
        #expect(observation.files == ["clear_refs": .unknown])
        #expect(problem.code == "output-unreadable")
        #expect(problem.summary.hasPrefix("/proc/self/clear_refs cannot be read: "))
        #expect(problem.isError)
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything"))
    func `a folder that may not be entered is reported once`() async throws {
        try temporary.write("x", to: "out/d/f")
        try temporary.write("x", to: "out/g")
        chmod(temporary.url("out/d"), 0)
        chmod(temporary.url("out/g"), 0)
        defer { chmod(temporary.url("out/d"), 0o700) }
        let observation = await folder.observe(
            ["d/e", "d/f", "g"].map { FileRequest(path: $0, attributes: FileAttributes()) }
        )
        #expect(
            observation.problems.map(\.summary) == [
                "\(temporary.url("out"))/d cannot be read: Permission denied",
                "\(temporary.url("out"))/g cannot be read: Permission denied",
            ]
        )
        #expect(observation.problems.first?.fix == "Run keyturn as its owner, or change its mode or owner.")
    }
}

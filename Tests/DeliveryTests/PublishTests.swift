import Delivery
import Diagnostics
import Foundation
import Glibc
import Model
import Testing

struct PublishTests {
    private let temporary: TemporaryFolder
    private let folder: LocalOutputFolder

    init() throws {
        temporary = try TemporaryFolder()
        folder = LocalOutputFolder(path: temporary.url("a/out"), environment: "prod")
    }

    private func fragment(
        _ path: String,
        _ text: String = "new",
        _ attributes: FileAttributes = FileAttributes(),
        isUsers: Bool = false
    ) -> FragmentFile {
        FragmentFile(path: path, content: Secret(text: text), attributes: attributes, isUsers: isUsers)
    }

    private var files: [String] { temporary.names.filter { temporary.status($0).st_mode & S_IFMT == S_IFREG } }

    @Test func `files and folders that are missing are made`() async throws {
        umask(0o022)
        let staged = try await folder.stage([fragment("x/y/f"), fragment("g"), fragment("secrets/s")])
        try await folder.publish(staged)
        #expect(files == ["a/out/g", "a/out/secrets/s", "a/out/x/y/f"])
        for file in files {
            #expect(temporary.read(file) == "new")
            #expect(temporary.mode(file) == 0o600)
        }
        #expect(temporary.mode("a/out") == 0o755)
        #expect(temporary.mode("a/out/x/y") == 0o755)
        #expect(temporary.mode("a/out/secrets") == 0o700)
    }

    @Test func `what consumers read changes only when it is published, and then at once`() async throws {
        try temporary.write("old", to: "a/out/f")
        let before = temporary.status("a/out/f")
        let staged = try await folder.stage([fragment("f")])
        #expect(temporary.read("a/out/f") == "old")
        #expect(temporary.status("a/out/f").st_ino == before.st_ino)
        #expect(staged.files.map(\.path) == ["f"])
        let name = try #require(staged.files.first?.temporary)
        #expect(name.wholeMatch(of: try Regex(#"\.keyturn-[0-9a-f]{12}\.tmp"#)) != nil)
        #expect(temporary.read("a/out/" + name) == "new")
        #expect(temporary.mode("a/out/" + name) == 0o600)
        try await folder.publish(staged)
        #expect(temporary.read("a/out/f") == "new")
        #expect(files == ["a/out/f"])
    }

    @Test func `a file that is not staged is not touched`() async throws {
        try temporary.write("same", to: "a/out/same")
        let before = temporary.status("a/out/same")
        try await folder.publish(try await folder.stage([fragment("f")]))
        let after = temporary.status("a/out/same")
        #expect(after.st_ino == before.st_ino)
        #expect(after.st_mtim.tv_sec == before.st_mtim.tv_sec && after.st_mtim.tv_nsec == before.st_mtim.tv_nsec)
        #expect(after.st_ctim.tv_sec == before.st_ctim.tv_sec && after.st_ctim.tv_nsec == before.st_ctim.tv_nsec)
    }

    @Test func `nothing to write makes nothing`() async throws {
        try await folder.publish(try await folder.stage([]))
        #expect(temporary.names.isEmpty)
    }

    @Test func `what is discarded is gone`() async throws {
        let staged = try await folder.stage([fragment("f"), fragment("x/g")])
        #expect(files.count == 2)
        await folder.discard(staged)
        #expect(files.isEmpty)
    }

    @Test func `a thousand files are all written`() async throws {
        let fragments = (0..<1_000).map { fragment("d\($0 % 7)/f\($0)", "content \($0)") }
        try await folder.publish(try await folder.stage(fragments))
        #expect(files.count == 1_000)
        #expect(temporary.read("a/out/d5/f999") == "content 999")
    }

    // MARK: - Attributes

    @Test func `the mode is the declared one, else that of a user's file, else its owner's alone`() async throws {
        try temporary.write("old", to: "a/out/kept", mode: 0o664)
        try temporary.write("old", to: "a/out/declared", mode: 0o664)
        let staged = try await folder.stage([
            fragment("kept", isUsers: true), fragment("declared", "new", FileAttributes(mode: 0o440)),
            fragment("fresh", "new", FileAttributes(mode: 0o644)), fragment("default"),
        ])
        try await folder.publish(staged)
        #expect(temporary.mode("a/out/kept") == 0o664)
        #expect(temporary.mode("a/out/declared") == 0o440)
        #expect(temporary.mode("a/out/fresh") == 0o644)
        #expect(temporary.mode("a/out/default") == 0o600)
    }

    @Test(.enabled(if: geteuid() == 0, "only root may give files away"))
    func `owner and group are the declared ones, else those of a user's file`() async throws {
        try temporary.write("old", to: "a/out/kept")
        chown(temporary.url("a/out/kept"), 4242, 4343)
        let staged = try await folder.stage([
            fragment("kept", isUsers: true),
            fragment("named", "new", FileAttributes(owner: "nobody", group: "nogroup")),
            fragment("numbered", "new", FileAttributes(mode: 0o640, group: "4444")),
        ])
        try await folder.publish(staged)
        let kept = temporary.status("a/out/kept")
        #expect(kept.st_uid == 4242 && kept.st_gid == 4343)
        #expect(temporary.status("a/out/named").st_uid == getpwnam("nobody")?.pointee.pw_uid)
        #expect(temporary.status("a/out/named").st_gid == getgrnam("nogroup")?.pointee.gr_gid)
        #expect(temporary.status("a/out/numbered").st_gid == 4444)
        #expect(temporary.mode("a/out/numbered") == 0o640)
    }

    @Test(arguments: [
        (FileAttributes(owner: "nobody-has-this-name"), "user"),
        (FileAttributes(group: "nobody-has-this-name"), "group"),
    ])
    func `an unknown owner or group is refused`(attributes: FileAttributes, what: String) async throws {
        let error = await #expect(throws: Diagnostic.self) {
            try await folder.stage([fragment("first"), fragment("f", "new", attributes)])
        }
        #expect(error?.code == "output-account")
        #expect(
            error?.summary
                == "\(temporary.url("a/out"))/f cannot be written: no \(what) \"nobody-has-this-name\" on this machine"
        )
        #expect(files.isEmpty)
    }

    // MARK: - Refusals

    /// Each with what is to be written, and how the refusal ends.
    @Test(arguments: [
        ("folder", "a folder is in its place"), ("link", "a symbolic link is in its place"),
        ("dangling", "a symbolic link is in its place"), ("pipe", "a named pipe is in its place"),
        ("linked/f", "linked is a symbolic link"), ("deep/linked/f", "deep/linked is a symbolic link"),
        ("dangling/f", "dangling is a symbolic link"), ("file/f", "file is a file"),
    ])
    func `no link is followed and nothing but files replaced`(path: String, why: String) async throws {
        try temporary.makeFolder("a/out/folder")
        try temporary.makeFolder("a/out/deep")
        try temporary.makeFolder("elsewhere")
        try temporary.write("x", to: "a/out/file")
        try temporary.link("a/out/link", to: "file")
        try temporary.link("a/out/dangling", to: temporary.url("elsewhere/made"))
        try temporary.link("a/out/linked", to: temporary.url("elsewhere"))
        try temporary.link("a/out/deep/linked", to: temporary.url("elsewhere"))
        mkfifo(temporary.url("a/out/pipe"), 0o600)
        let before = temporary.names
        let error = await #expect(throws: Diagnostic.self) {
            try await folder.stage([fragment("first"), fragment(path)])
        }
        #expect(error?.code == "output-obstacle")
        #expect(error?.summary == "\(temporary.url("a/out"))/\(path) cannot be written: \(why)")
        #expect(error?.address == "prod")
        #expect(temporary.names == before)
        #expect(temporary.read("a/out/file") == "x")
    }

    @Test(arguments: ["../f", "/etc/keyturn", "x/../../f", "", "x//y", "./f", ".keyturn-0123456789ab.tmp"])
    func `nothing is written outside, whatever the path`(path: String) async throws {
        let error = await #expect(throws: Diagnostic.self) { try await folder.stage([fragment(path)]) }
        #expect(error?.code == "output-path")
        #expect(files.isEmpty)
    }

    @Test func `what takes a file's place after staging is not replaced, and no other file is`() async throws {
        try temporary.write("old", to: "a/out/f")
        try temporary.write("target", to: "target")
        for replace in ["link", "folder"] {
            unlink(temporary.url("a/out/g"))
            let staged = try await folder.stage([fragment("f"), fragment("g")])
            if replace == "link" {
                try temporary.link("a/out/g", to: temporary.url("target"))
            } else {
                try temporary.makeFolder("a/out/g")
            }
            let error = await #expect(throws: Diagnostic.self) { try await folder.publish(staged) }
            #expect(error?.code == "output-obstacle")
            // They may hold the only text of a key: whoever knows that decides.
            #expect(files.count == 4)
            await folder.discard(staged)
            #expect(files == ["a/out/f", "target"])
            #expect(temporary.read("a/out/f") == "old")
            #expect(temporary.read("target") == "target")
        }
    }

    @Test func `a folder that becomes a link after staging is not followed`() async throws {
        let staged = try await folder.stage([fragment("d/f")])
        rename(temporary.url("a/out/d"), temporary.url("elsewhere"))
        try temporary.link("a/out/d", to: temporary.url("elsewhere"))
        let error = await #expect(throws: Diagnostic.self) { try await folder.publish(staged) }
        #expect(error?.summary == "\(temporary.url("a/out"))/d/f cannot be written: d is a symbolic link")
        #expect(temporary.read("elsewhere/f") == nil)
    }

    @Test func `a name that is too long is refused with the reason`() async throws {
        let error = await #expect(throws: Diagnostic.self) {
            try await folder.stage([fragment("first"), fragment(String(repeating: "x", count: 300))])
        }
        #expect(error?.code == "output-write")
        #expect(error?.summary.hasSuffix("cannot be written: File name too long") == true)
        #expect(error?.fix == "Choose a shorter name.")
        #expect(files.isEmpty)
    }

    @Test func `an output folder that cannot be is refused`() async throws {
        try temporary.write("x", to: "a/out")
        let error = await #expect(throws: Diagnostic.self) { try await folder.stage([fragment("f")]) }
        #expect(error?.code == "output-folder")
        #expect(error?.summary.hasSuffix("a/out is not a folder") == true)
        let system = LocalOutputFolder(path: "/proc/keyturn/out", environment: "prod")
        let refusal = await #expect(throws: Diagnostic.self) { try await system.stage([fragment("f")]) }
        #expect(refusal?.code == "output-folder")
    }

    @Test(arguments: ["a link", "a folder", "nothing"])
    func `what was seen in one folder is not written into another in its place`(kind: String) async throws {
        try temporary.write("old", to: "a/out/f")
        try temporary.write("old", to: "elsewhere/f")
        _ = await folder.observe([])
        rename(temporary.url("a/out"), temporary.url("a/aside"))
        if kind == "a link" { symlink(temporary.url("elsewhere"), temporary.url("a/out")) }
        if kind == "a folder" { rename(temporary.url("elsewhere"), temporary.url("a/out")) }
        let before = files
        let error = await #expect(throws: Diagnostic.self) { try await folder.stage([fragment("f")]) }
        #expect(error?.code == "output-folder")
        #expect(error?.summary.hasSuffix("a/out was replaced during the run") == true)
        #expect(files == before)
    }

    @Test func `a staged file is not published in another folder`() async throws {
        try temporary.write("old", to: "a/out/f")
        let staged = try await folder.stage([fragment("f")])
        rename(temporary.url("a/out"), temporary.url("a/aside"))
        try temporary.write("theirs", to: "elsewhere/f")
        symlink(temporary.url("elsewhere"), temporary.url("a/out"))
        let error = await #expect(throws: Diagnostic.self) { try await folder.publish(staged) }
        #expect(error?.code == "output-folder")
        #expect(temporary.read("elsewhere/f") == "theirs")
        #expect(temporary.read("a/aside/f") == "old")
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func `a folder that may not be written is refused before anything changes`() async throws {
        try temporary.write("old", to: "a/out/d/f")
        chmod(temporary.url("a/out/d"), 0o500)
        defer { chmod(temporary.url("a/out/d"), 0o700) }
        let error = await #expect(throws: Diagnostic.self) {
            try await folder.stage([fragment("first"), fragment("d/f")])
        }
        #expect(error?.summary == "\(temporary.url("a/out"))/d/f cannot be written: Permission denied")
        #expect(files == ["a/out/d/f"])
    }

    @Test(.enabled(if: canMount(), "only root may make a small file system to fill"))
    func `a full disk is refused before anything changes`() async throws {
        try temporary.makeFolder("a/out")
        try #require(runs("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", temporary.url("a/out")))
        defer { runs("umount", temporary.url("a/out")) }
        try temporary.write("old", to: "a/out/f")
        let error = await #expect(throws: Diagnostic.self) {
            try await folder.stage([
                fragment("f"), fragment("x/g", String(repeating: "x", count: 1 << 20)),
            ])
        }
        #expect(error?.code == "output-write")
        #expect(error?.summary == "\(temporary.url("a/out"))/x/g cannot be written: No space left on device")
        #expect(error?.fix == "Free some space, then run keyturn again.")
        // The enumerator behind `files` does not enter other file systems.
        let names = try FileManager.default.contentsOfDirectory(atPath: temporary.url("a/out"))
        #expect(names.sorted() == ["f", "x"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.url("a/out/x")) == [])
        #expect(temporary.read("a/out/f") == "old")
    }

    // MARK: - Sweeping

    @Test func `only files of our own temporary name are swept, only beside fragments`() async throws {
        let ours = ["a/out/.keyturn-0123456789ab.tmp", "a/out/d/.keyturn-ffffffffffff.tmp"]
        let others = [
            "a/out/.keyturn-0123456789AB.tmp", "a/out/.keyturn-0123456789a.tmp", "a/out/.keyturn-0123456789abc.tmp",
            "a/out/keyturn-0123456789ab.tmp", "a/out/.keyturn-0123456789ab.tmp.bak", "a/out/f",
            "a/out/other/.keyturn-0123456789ab.tmp", "elsewhere/.keyturn-0123456789ab.tmp",
        ]
        for name in ours + others { try temporary.write("x", to: name) }
        try temporary.makeFolder("a/out/.keyturn-aaaaaaaaaaaa.tmp")
        try temporary.link("a/out/.keyturn-bbbbbbbbbbbb.tmp", to: "f")
        try temporary.link("a/out/linked", to: temporary.url("elsewhere"))
        let paths = ["f", "g", "d/f", "missing/f", "linked/f"]
        #expect(try await folder.sweep(beside: paths) == 2)
        #expect(files == others.sorted())
        #expect(temporary.names.contains("a/out/.keyturn-aaaaaaaaaaaa.tmp"))
        #expect(temporary.names.contains("a/out/.keyturn-bbbbbbbbbbbb.tmp"))
        #expect(try await folder.sweep(beside: paths) == 0)
    }

    @Test func `what a killed run left is swept`() async throws {
        _ = try await folder.stage([fragment("f"), fragment("d/g")])
        #expect(try await folder.sweep(beside: ["f", "d/g"]) == 2)
        #expect(files.isEmpty)
    }

    @Test func `there is nothing to sweep where there is no folder`() async throws {
        #expect(try await folder.sweep(beside: ["f"]) == 0)
        #expect(temporary.names.isEmpty)
    }

    @Test(arguments: DeliveryCode.allCases) func `every code is explained`(code: DeliveryCode) {
        #expect(code.explanation.count > 20)
        #expect(Diagnostic(.note, code, "").code == code.rawValue)
    }
}

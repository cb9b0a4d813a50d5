import Foundation
import TestSupport
import Testing

/// Files that a run replaces besides fragments: saved plans, metrics, declarations.
@Suite(.unlessItHangs) struct ReplacedFileTests {
    private let world: World

    init() throws {
        world = try World()
        try world.addEnvironment("prod")
    }

    /// What someone else may put in a file's place.
    enum Obstacle: String, CaseIterable, Sendable {
        case folder, pipe, socket, device
        case linkToFile, linkToDevice, linkToNothing

        var words: String {
            switch self {
            case .folder: "it is a folder"
            case .pipe: "it is a named pipe"
            case .socket: "it is a socket"
            case .device: "it is a device"
            case .linkToFile, .linkToDevice, .linkToNothing: "it is a symbolic link"
            }
        }

        /// Nil where this process may not make it.
        func make(_ name: String, in world: World) throws -> Bool {
            let path = world.path(name)
            switch self {
            case .folder: try world.makeFolder(name)
            case .pipe: guard mkfifo(path, 0o666) == 0 else { return false }
            case .socket: guard mknod(path, S_IFSOCK | 0o666, 0) == 0 else { return false }
            // As /dev/null is.
            case .device: guard mknod(path, S_IFCHR | 0o666, 1 << 8 | 3) == 0 else { return false }
            case .linkToFile:
                try world.write("else/where", "untouched")
                try world.link(name, to: "else/where")
            case .linkToDevice: try world.link(name, to: "/dev/null")
            case .linkToNothing: try world.link(name, to: "else/new")
            }
            return true
        }
    }

    private func kind(_ name: String) -> UInt32 {
        var status = stat()
        return lstat(world.path(name), &status) == 0 ? status.st_mode : 0
    }

    @Test(arguments: Obstacle.allCases)
    func `what is no file is not replaced by a saved plan or by metrics, and no link is followed`(
        _ obstacle: Obstacle
    ) async throws {
        for (name, arguments) in [
            ("a.plan", ["plan", "--out", "a.plan"]), ("a.prom", ["plan", "--metrics-file", "a.prom"]),
        ] {
            guard try obstacle.make(name, in: world) else { return }
            let before = kind(name)
            let run = try await world.keyturn(arguments)
            #expect(run.exitCode == (name == "a.plan" ? 1 : 0), "\(run)")
            #expect(
                run.errors.contains(name == "a.plan" ? "error[plan-unwritable]" : "warning[metrics-unwritable]"),
                "\(run)"
            )
            #expect(run.errors.contains(obstacle.words), "\(run)")
            #expect(kind(name) == before)
            #expect(!world.exists("else/new"))
            if obstacle == .linkToFile { #expect(try world.read("else/where") == "untouched") }
            try world.remove(name)
            if world.exists("else") { try world.remove("else") }
        }
        #expect(!world.files().contains { $0.contains(".keyturn-") })
    }

    @Test(arguments: [Obstacle.folder, .pipe, .socket, .device])
    func `a saved plan is read from a file alone, and nothing is waited for`(_ obstacle: Obstacle) async throws {
        guard try obstacle.make("a.plan", in: world) else { return }
        for arguments in [["apply", "a.plan"], ["show", "a.plan"]] {
            let run = try await world.keyturn(arguments)
            #expect(run.exitCode == 1 && run.errors.contains("error[plan-unreadable]"), "\(run)")
        }
    }

    @Test func `a saved plan is never open to others, not even while it is written`() async throws {
        let trace = try await world.keyturn(
            "plan",
            "--out",
            "a.plan",
            wrapper: ["strace", "-f", "-qq", "-o", world.path("trace"), "-e", "trace=openat,rename,renameat,renameat2"]
        )
        #expect(trace.exitCode == 0, "\(trace)")
        let lines = try world.read("trace").split(separator: "\n")
        let rename = try #require(lines.last { $0.contains("a.plan\"") && $0.contains("rename") })
        let temporary = try #require(rename.split(separator: "\"").first { $0.hasPrefix(".keyturn-") })
        let open = try #require(lines.first { $0.contains("openat") && $0.contains(temporary) })
        #expect(open.contains("O_EXCL") && open.contains("O_NOFOLLOW") && open.contains("0600"), "\(open)")
        #expect(kind("a.plan") & 0o7777 == 0o600)
    }

    @Test(arguments: [0o000, 0o022, 0o777])
    func `modes are what they are meant to be under any umask`(_ mask: Int) async throws {
        let script = "umask \(String(mask, radix: 8)) && exec \"$@\""
        let run = try await world.keyturn(
            "plan",
            "--out",
            "a.plan",
            "--metrics-file",
            "a.prom",
            wrapper: ["sh", "-c", script, "sh"]
        )
        #expect(run.exitCode == 0, "\(run)")
        #expect(kind("a.plan") & 0o7777 == 0o600 && kind("a.prom") & 0o7777 == 0o644)
    }

    @Test(arguments: [Obstacle.folder, .pipe, .linkToFile, .linkToNothing, .linkToDevice])
    func `init appends to no .gitignore that is no file of the repository`(_ obstacle: Obstacle) async throws {
        #expect(try await world.shell("git init -q .").exitCode == 0)
        guard try obstacle.make(".gitignore", in: world) else { return }
        let before = kind(".gitignore")
        let run = try await world.keyturn("init")
        #expect(
            run.exitCode == 1 && run.errors.contains("error[file-unwritable]: .gitignore cannot be written"),
            "\(run)"
        )
        #expect(kind(".gitignore") == before && !world.exists("else/new"))
        if obstacle == .linkToFile { #expect(try world.read("else/where") == "untouched") }
    }
}

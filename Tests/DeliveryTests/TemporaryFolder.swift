import Foundation
import Glibc
import enum TestSupport.TestProcess

/// A folder for one test, removed with everything in it when the test is done.
final class TemporaryFolder: Sendable {
    /// Absolute, without links in it.
    let path: String

    init() throws {
        let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
        path = "\(base)/keyturn-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func url(_ name: String) -> String { name.isEmpty ? path : "\(path)/\(name)" }

    func write(_ text: String, to name: String, mode: mode_t = 0o600) throws {
        let folder = URL(fileURLWithPath: url(name)).deletingLastPathComponent().path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: url(name)))
        chmod(url(name), mode)
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: url(name), withIntermediateDirectories: true)
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: url(name), withDestinationPath: target)
    }

    func read(_ name: String) -> String? {
        FileManager.default.contents(atPath: url(name)).map { String(decoding: $0, as: UTF8.self) }
    }

    func status(_ name: String) -> stat {
        var status = stat()
        lstat(url(name), &status)
        return status
    }

    func mode(_ name: String) -> mode_t { status(name).st_mode & 0o7777 }

    /// Every file and folder in it, sorted.
    var names: [String] {
        (FileManager.default.enumerator(atPath: path)?.allObjects as? [String] ?? []).sorted()
    }
}

/// Runs a program and waits for it.
///
/// - Returns: whether it ran and succeeded.
@discardableResult
func runs(_ arguments: String...) -> Bool { runs(arguments) }

/// As ``runs(_:)-(String...)``, for arguments that are a list already.
@discardableResult
func runs(_ arguments: [String]) -> Bool {
    (try? TestProcess.run(arguments)) != nil
}

/// Whether this process may mount file systems.
func canMount() -> Bool {
    guard geteuid() == 0, let folder = try? TemporaryFolder() else { return false }
    guard runs("mount", "-t", "tmpfs", "tmpfs", folder.path) else { return false }
    return runs("umount", folder.path)
}

internal import Foundation
internal import Model
internal import Synchronization
internal import TestSupport

/// A user's repository with its databases: what the binary works on, and what it must leave in order.
///
/// Whatever is written below ``folder`` is looked through after every run; only declared fragments may hold keys.
final class World: Sendable {
    let folder: TemporaryFolder

    private struct State {
        var places: [String: Place] = [:]
        var variables: [String: String] = [:]
        var secrets: Set<String> = []
        var fragments: Set<String> = []
    }

    private let state = Mutex(State())

    init() throws {
        folder = try TemporaryFolder("keyturn-world")
        for name in ["environments", "home", "tmp"] { try makeFolder(name) }
        state.withLock {
            $0.variables = ["HOME": folder("home"), "TMPDIR": folder("tmp"), "PATH": Tool.path, "LC_ALL": "C.UTF-8"]
        }
    }

    /// The environments that were added, by name.
    var places: [Place] { state.withLock { $0.places.values.sorted { $0.name < $1.name } } }

    func place(_ name: String) throws -> Place {
        guard let place = state.withLock({ $0.places[name] }) else { throw TestFailure("no environment \(name)") }
        return place
    }

    /// What the binary finds in its environment.
    var variables: [String: String] { state.withLock { $0.variables } }

    func set(_ variable: String, _ value: String) { state.withLock { $0.variables[variable] = value } }

    /// From now on the text is looked for in everything that a run prints and writes.
    func keepSecret(_ text: String) { state.withLock { _ = $0.secrets.insert(text) } }

    /// As ``keepSecret(_:)``; and of a text that could be guessed, the digits that would confirm the guess.
    func keepGuessable(_ text: String) {
        let secret = Secret(text: text)
        keepSecret(text)
        if secret.isGuessable { keepSecret(Fingerprint(of: secret).digits) }
    }

    var secrets: Set<String> { state.withLock { $0.secrets } }

    /// Paths, relative to ``folder``, that may hold keys.
    var fragments: Set<String> { state.withLock { $0.fragments } }

    func mayHoldKeys(_ paths: [String]) { state.withLock { $0.fragments.formUnion(paths) } }

    func add(_ place: Place) { state.withLock { $0.places[place.name] = place } }

    // MARK: Files

    func path(_ name: String) -> String { folder(name) }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: folder(name), withIntermediateDirectories: true)
    }

    func write(_ name: String, _ text: String) throws {
        let url = URL(fileURLWithPath: folder(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder(name))), as: UTF8.self)
    }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder(name)) }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: folder(name)) }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: folder(name), withDestinationPath: target)
    }

    func setMode(_ name: String, _ mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder(name))
    }

    /// Every regular file below a folder, relative to ``folder``; links are not followed.
    func files(below name: String = "") -> [String] {
        let root = name.isEmpty ? folder.path : folder(name)
        let prefix = name.isEmpty ? "" : name + "/"
        guard let names = FileManager.default.enumerator(atPath: root) else { return [] }
        return names.compactMap { $0 as? String }.map { prefix + $0 }.filter { file in
            let attributes = try? FileManager.default.attributesOfItem(atPath: folder(file))
            return attributes?[.type] as? FileAttributeType == .typeRegular
        }.sorted()
    }
}

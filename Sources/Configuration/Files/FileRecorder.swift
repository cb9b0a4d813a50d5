internal import Model
internal import Synchronization

/// Notes what was read, so that it can be told later whether it is still the same.
final class FileRecorder: ConfigurationFiles {
    private let files: any ConfigurationFiles
    private let contents = Mutex<[String: [UInt8]]>([:])

    init(_ files: any ConfigurationFiles) { self.files = files }

    var workingFolder: String { files.workingFolder }

    func names(in folder: String) throws(FileProblem) -> [String] { try files.names(in: folder) }

    func resolved(_ path: String) -> String? { files.resolved(path) }

    func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
        let bytes = try files.read(path, limit: limit)
        contents.withLock { $0[path] = bytes }
        return bytes
    }

    /// SHA-256 of each file, by its path from this folder, or its whole path where it lies elsewhere.
    func digests(from folder: String) -> [String: String] {
        let recorded = contents.withLock { $0 }
        return Dictionary(
            recorded.map { path, bytes in
                (PathText.shown(path, from: folder), bytes.withUnsafeBytes { Fingerprint(of: $0) }.hex)
            },
            uniquingKeysWith: { first, _ in first }
        )
    }
}

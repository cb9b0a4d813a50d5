internal import Model
internal import Synchronization
internal import YAML

/// Notes the digest of what was read, so that it can be told later whether it is still the same.
///
/// The texts are not kept: environment files are large, and few runs show a line of them.
final class FileRecorder: ConfigurationFiles {
    private let files: any ConfigurationFiles
    private let digests = Mutex<[String: Fingerprint]>([:])

    init(_ files: any ConfigurationFiles) { self.files = files }

    var workingFolder: String { files.workingFolder }

    func names(in folder: String) throws(FileProblem) -> [String] { try files.names(in: folder) }

    func resolved(_ path: String) -> String? { files.resolved(path) }

    func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
        let bytes = try files.read(path, limit: limit)
        let digest = bytes.withUnsafeBytes { Fingerprint(lookingUp: $0) }
        digests.withLock { $0[path] = digest }
        return bytes
    }

    /// What was read there, once more; nil where it was not read, or is another text now.
    func again(_ path: String) -> [UInt8]? {
        guard let digest = digests.withLock({ $0[path] }),
            let bytes = try? files.read(path, limit: YAMLLimits.fileBytes)
        else { return nil }
        return bytes.withUnsafeBytes { Fingerprint(lookingUp: $0) } == digest ? bytes : nil
    }

    /// SHA-256 of each file, by its path from this folder, or its whole path where it lies elsewhere.
    func digests(from folder: String) -> [String: String] {
        Dictionary(
            digests.withLock { $0 }.map { (PathText.shown($0, from: folder), $1.hex) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}

/// The files that configuration is read from: the disk, or in tests a dictionary.
package protocol ConfigurationFiles: Sendable {
    /// The absolute folder that relative paths of the command line start from.
    var workingFolder: String { get }

    /// The names in a folder, in no order, without `.` and `..`.
    func names(in folder: String) throws(FileProblem) -> [String]

    /// A regular file's bytes, links followed; refused above `limit` bytes, before anything is read.
    func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8]

    /// The path with every link resolved; nil if it does not exist.
    func resolved(_ path: String) -> String?
}

extension ConfigurationFiles {
    /// Without links, each path is its own.
    package func resolved(_ path: String) -> String? { path }
}

/// Why a file or folder could not be read.
package enum FileProblem: Error, Hashable, Sendable {
    case missing
    /// A folder, a device or a pipe in a file's place, or a file in a folder's.
    case wrongKind
    case tooLarge(bytes: Int)
    /// The system's own words, such as "Permission denied".
    case unreadable(String)

    /// In a clause.
    package var words: String {
        switch self {
        case .missing: "no such file"
        case .wrongKind: "it is not a regular file"
        case .tooLarge(let bytes): "it is too large, \(bytes) bytes"
        case .unreadable(let reason): reason
        }
    }
}

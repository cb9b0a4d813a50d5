/// Names of files inside an output folder.
package enum FragmentPath {
    /// The path without empty parts and `.`; nil if it is absolute, empty, leaves the folder or names a file that
    /// cannot exist.
    package static func normalized(_ path: String) -> String? {
        guard !path.utf8.starts(with: "/".utf8), !path.utf8.contains(0), path.utf8.last != UInt8(ascii: "/") else {
            return nil
        }
        let parts = path.utf8.split(separator: UInt8(ascii: "/")).map { String($0) ?? "" }.filter { $0 != "." }
        guard let name = parts.last, !parts.contains(".."), !isTemporary(name), !path.hasSuffix("/.")
        else { return nil }
        return parts.joined(separator: "/")
    }

    /// How the name of every file that is being written starts; see ``isTemporary(_:)``.
    package static let temporaryPrefix = ".keyturn-"

    /// How the name of every file that is being written ends.
    package static let temporarySuffix = ".tmp"

    /// How many random hex digits stand in between.
    package static let temporaryDigits = 12

    /// A name of such a file, which stands for all of them.
    package static let anyTemporary = temporaryPrefix + String(repeating: "0", count: temporaryDigits) + temporarySuffix

    /// Whether a file's name is exactly one that keyturn gives to files it is writing, `.keyturn-<12 hex>.tmp`: such
    /// files are swept.
    package static func isTemporary(_ name: String) -> Bool {
        let bytes = name.utf8
        let length = temporaryPrefix.utf8.count + temporaryDigits + temporarySuffix.utf8.count
        guard bytes.count == length, bytes.starts(with: temporaryPrefix.utf8) else { return false }
        return name.hasSuffix(temporarySuffix)
            && bytes.dropFirst(temporaryPrefix.utf8.count).prefix(temporaryDigits).allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
    }

    /// The folder that a file is in; empty for the output folder itself.
    package static func parent(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }

    /// Every folder that a file is in, from the outermost in.
    static func folders(of path: String) -> [Substring] {
        path.indices.filter { path[$0] == "/" }.map { path[..<$0] }
    }
}

/// A path relative to an output folder, taken apart.
struct FilePath {
    /// Up to and with the last `/`; empty for a file in the output folder itself.
    let parent: Substring
    let name: String

    init(_ path: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else {
            (parent, name) = ("", path)
            return
        }
        parent = path[...slash]
        name = String(path[path.utf8.index(after: slash)...])
    }
}

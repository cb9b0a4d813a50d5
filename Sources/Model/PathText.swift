/// Paths as text: nothing here looks at the disk, so links are not resolved.
package enum PathText {
    /// An absolute path without `.`, `..` and empty parts; a relative one is taken from `folder`, which is absolute.
    package static func absolute(_ path: String, in folder: String) -> String {
        let whole = path.hasPrefix("/") ? path : folder + "/" + path
        var parts: [Substring] = []
        for part in whole.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// Whether `path` is `folder` or inside of it; both absolute and normal.
    package static func isInside(_ path: String, _ folder: String) -> Bool {
        path == folder || folder == "/" || path.hasPrefix(folder + "/")
    }

    /// Whether a path is a URL's: `file:/srv/x`, `https://…`, or what `database.url` says of a database in a file.
    package static func isURL(_ path: String) -> Bool {
        guard let colon = path.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let scheme = path[..<colon].lowercased()
        if scheme == "file" || scheme == "sqlite" { return true }
        return scheme.utf8.first.map { (0x61...0x7a).contains($0) } ?? false
            && scheme.utf8.allSatisfy {
                (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || "+.-".utf8.contains($0)
            }
            && path[colon...].hasPrefix("://")
    }

    /// Whether a shell would begin the path with someone's home folder: `~`, `~/…`, `~name/…`.
    ///
    /// No one means a folder of that name.
    package static func beginsAtHome(_ path: String) -> Bool {
        path.utf8.first == UInt8(ascii: "~") && (path == "~" || path.utf8.contains(UInt8(ascii: "/")))
    }

    /// How a user would name an absolute path from `folder`: relative where it lies inside.
    package static func shown(_ path: String, from folder: String) -> String {
        path != folder && folder != "/" && path.hasPrefix(folder + "/")
            ? String(path.dropFirst(folder.count + 1)) : path
    }
}

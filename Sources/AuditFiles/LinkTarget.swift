internal import Glibc

/// Where a path leads, whether or not a file is there.
enum LinkTarget {
    /// As many links in a row as the kernel follows.
    private static let mostLinks = 40

    /// The path without links in it; the last of its names need not exist.
    static func path(of path: String) -> String { follow(path, mostLinks) }

    /// Whether two paths lead to one file: by links of either kind.
    static func areOneFile(_ one: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev
            && first.st_ino == second.st_ino
    }

    private static func follow(_ path: String, _ linksLeft: Int) -> String {
        if let whole = real(path) { return whole }
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { String(path[...$0]) } ?? "./"
        let name = slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
        if linksLeft > 0, let target = target(of: path) {
            return follow(target.hasPrefix("/") ? target : folder + target, linksLeft - 1)
        }
        let parent = real(folder) ?? folder
        return parent.hasSuffix("/") ? parent + name : "\(parent)/\(name)"
    }

    private static func real(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }

    private static func target(of link: String) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
            guard let start = buffer.baseAddress else { return nil }
            let count = readlink(link, start, buffer.count)
            guard count > 0 else { return nil }
            return String(decoding: UnsafeRawBufferPointer(buffer).prefix(count), as: UTF8.self)
        }
    }
}

internal import Glibc

/// Whether there is something at a path.
enum FilePlace {
    /// Also of a link that leads nowhere, which is something to report by itself.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 || errno != ENOENT && errno != ENOTDIR
    }
}

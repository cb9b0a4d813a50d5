internal import Glibc
internal import Model

/// The folders that a run writes to, for units that forbid every other.
enum WritablePaths {
    /// Of environments that are rotated, and of those that are only compared with, whose SQLite databases are read: SQLite
    /// writes beside a file that it reads.
    ///
    /// Absolute, none twice and none inside another.
    static func of(_ selected: [Environment], reading others: [Environment]) -> [String] {
        var paths: [String] = []
        for environment in selected {
            paths.append(standing(environment.output))
            if let audit = environment.audit { paths.append(parent(of: audit.path)) }
        }
        paths += (selected + others).compactMap { $0.database.path.map(parent) }
        let outermost = paths.sorted().reduce(into: [String]()) { kept, path in
            if kept.last.map({ PathText.isInside(path, $0) }) != true { kept.append(path) }
        }
        var left = Set(outermost)
        return paths.filter { left.remove($0) != nil }
    }

    /// The folder, or the nearest one around it that is there to make it in.
    private static func standing(_ folder: String) -> String {
        var path = folder
        while path != "/", access(path, F_OK) != 0 { path = parent(of: path) }
        // All of the machine is more than anyone meant: the unit waits for the folder to be made.
        return path == "/" ? folder : path
    }

    private static func parent(of path: String) -> String {
        path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
    }
}

internal import Foundation
internal import TestSupport

/// Everything that an idle run must not touch: each file's and folder's inode, times, mode and size, and each row with
/// what its database knows of its last write.
struct Snapshot: Equatable {
    private let files: [String: String]

    /// Of both tables of every environment.
    let rows: [String: [[String?]]]

    /// What is in each file below `deploy`, whatever its times are.
    let contents: [String: String]

    init(_ world: World) throws {
        var files: [String: String] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: world.path("deploy")) + [""] {
            files[name] = Self.fingerprint(world.path("deploy/\(name)"))
        }
        var rows: [String: [[String?]]] = [:]
        for place in world.places {
            for table in ["users", "user_mcp_api_keys"] {
                // In PostgreSQL every write makes a new version of the row, at another place, by another transaction.
                let version = place.database.kind.isPostgreSQL ? "ctid, xmin, " : ""
                rows["\(place.name).\(table)"] = try place.database.execute(
                    "SELECT \(version)* FROM \(table) ORDER BY id"
                )
            }
            if !place.database.kind.isPostgreSQL { files[place.database.name] = Self.fingerprint(place.database.name) }
        }
        self.files = files
        self.rows = rows
        contents = try Dictionary(uniqueKeysWithValues: world.files(below: "deploy").map { ($0, try world.read($0)) })
    }

    private static func fingerprint(_ path: String) -> String {
        var status = stat()
        guard lstat(path, &status) == 0 else { return "missing" }
        let (modified, changed) = (status.st_mtim, status.st_ctim)
        return """
            inode \(status.st_ino) mode \(status.st_mode) size \(status.st_size) \
            modified \(modified.tv_sec).\(modified.tv_nsec) changed \(changed.tv_sec).\(changed.tv_nsec)
            """
    }
}

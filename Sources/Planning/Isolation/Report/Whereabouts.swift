internal import Diagnostics
package import Model
package import State

/// Which database and which folder an environment has, as digests: enough to tell whether two environments have one.
package struct Whereabouts: Hashable, Sendable {
    package let database: Fingerprint

    /// The key table in the database; nil if it is not known, as in manifests of earlier versions.
    package let table: Fingerprint?

    /// The folder itself, by device and inode; nil if it does not exist.
    package let folder: Fingerprint?

    /// The folder's path with every link resolved.
    package let path: Fingerprint

    /// The paths of the folders around it, from the outermost in.
    package let around: [Fingerprint]

    package init(
        database: Fingerprint,
        table: Fingerprint? = nil,
        folder: Fingerprint?,
        path: Fingerprint,
        around: [Fingerprint]
    ) {
        self.database = database
        self.table = table
        self.folder = folder
        self.path = path
        self.around = around
    }

    /// - Parameters:
    ///   - observed: the environment.
    ///   - host: what tells the machine from every other, where environments of several machines are compared: devices,
    ///     inodes and paths are the same on many. A PostgreSQL server tells its database from all others itself.
    package init(of observed: ObservedEnvironment, host: String = "") {
        func digest(_ what: String, _ value: String) -> Fingerprint {
            Fingerprint(of: Secret(text: "keyturn \(what)\u{0}\(value)"))
        }
        let isLocal = observed.environment.database.path != nil
        database = digest("database", observed.store.identity.description + (isLocal ? "\u{0}\(host)" : ""))
        let table = observed.store.identity.table
        self.table = table.isEmpty ? nil : digest("table", table)
        folder = observed.folder.identity.map { digest("folder", "\($0)\u{0}\(host)") }
        let resolved = observed.folder.resolvedPath
        func path(_ text: Substring) -> Fingerprint { digest("path", "\(text)\u{0}\(host)") }
        self.path = path(resolved[...])
        around = resolved.indices.filter { resolved[$0] == "/" }.map { path(resolved[..<$0]) }
    }

    /// Whether the databases are one, and nothing says that the key tables are two.
    package func sharesDatabase(with other: Whereabouts) -> Bool {
        guard database == other.database else { return false }
        guard let table, let otherTable = other.table else { return true }
        return table == otherTable
    }

    /// Whether the folders are one, or one is inside the other.
    package func sharesOutput(with other: Whereabouts) -> Bool {
        if let folder, folder == other.folder { return true }
        return path == other.path || around.contains(other.path) || other.around.contains(path)
    }
}

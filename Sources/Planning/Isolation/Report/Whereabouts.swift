internal import Diagnostics
package import Model
package import State

/// Which database and which folder an environment has, as digests: enough to tell whether two environments have one.
package struct Whereabouts: Hashable, Sendable {
    package let database: Fingerprint

    /// The folder itself, by device and inode; nil if it does not exist.
    package let folder: Fingerprint?

    /// The folder's path with every link resolved.
    package let path: Fingerprint

    /// The paths of the folders around it, from the outermost in.
    package let around: [Fingerprint]

    package init(database: Fingerprint, folder: Fingerprint?, path: Fingerprint, around: [Fingerprint]) {
        self.database = database
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
        folder = observed.folder.identity.map { digest("folder", "\($0)\u{0}\(host)") }
        let resolved = observed.folder.resolvedPath
        func path(_ text: Substring) -> Fingerprint { digest("path", "\(text)\u{0}\(host)") }
        self.path = path(resolved[...])
        around = resolved.indices.filter { resolved[$0] == "/" }.map { path(resolved[..<$0]) }
    }

    package func sharesDatabase(with other: Whereabouts) -> Bool { database == other.database }

    /// Whether the folders are one, or one is inside the other.
    package func sharesOutput(with other: Whereabouts) -> Bool {
        if let folder, folder == other.folder { return true }
        return path == other.path || around.contains(other.path) || other.around.contains(path)
    }
}

package import Diagnostics

/// Where everything that is done in an environment is written down (`audit`).
package struct AuditTrail: Sendable, Hashable {
    /// The file, absolute, links in it not yet resolved; no other environment has it.
    package let path: String

    /// The place of `audit.path`.
    package let location: SourceLocation

    /// Whether each line also goes to the system's log.
    package let usesSyslog: Bool

    /// What the names of a SQLite database's files end in, after the database's own.
    package static let databaseSuffixes = ["", "-wal", "-shm", "-journal"]

    package init(path: String, location: SourceLocation, usesSyslog: Bool = false) {
        self.path = path
        self.location = location
        self.usesSyslog = usesSyslog
    }
}

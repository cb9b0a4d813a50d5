package import Audit
package import Diagnostics
internal import Glibc
package import Model

/// An audit file on this machine.
///
/// A writer holds `flock` on the file while it reads the last line, writes all of its own with one `write`, and waits for
/// `fsync`. A line that a crash cut off stays, ended with a line break, and the next line names it by its digest.
package struct AuditFile: AuditLog {
    private let path: String
    private let syslog: SystemLog?

    /// The environment's SQLite database, which must not be opened as a file: nil for none.
    private let database: String?

    /// Those of the other environments: this process may hold locks on them, which closing the file would end.
    private let otherDatabases: [String]

    package init(
        path: String,
        syslog: SystemLog? = nil,
        database: String? = nil,
        otherDatabases: [String] = []
    ) {
        self.path = path
        self.syslog = syslog
        self.database = database
        self.otherDatabases = otherDatabases.filter { $0 != database }
    }

    /// By links too, which the configuration does not follow; also where they lead to files that come and go.
    private func expectNoDatabase() throws(AuditFailure) {
        let own = LinkTarget.path(of: path)
        let databases = [(database, "the environment's")] + otherDatabases.map { ($0, "another environment's") }
        for case (let database?, let whose) in databases {
            let main = LinkTarget.path(of: database)
            for suffix in AuditTrail.databaseSuffixes
            where own == main + suffix || LinkTarget.areOneFile(path, database + suffix) {
                throw .system("it is \(suffix.isEmpty ? "" : "a file of ")\(whose) database")
            }
        }
    }

    package func append(
        _ entries: [AuditEntry],
        _ context: AuditContext,
        at time: Instant
    ) throws(AuditFailure) -> (head: AuditHead, warning: Diagnostic?) {
        try expectNoDatabase()
        let isNew = access(path, F_OK) != 0
        let file = try OpenFile(path, O_RDWR | O_APPEND | O_CREAT)
        try file.lock()
        let end = try file.end()
        var entries = entries
        var bytes: [UInt8] = []
        if !end.torn.isEmpty {
            // The rest of a line: it is ended, and named by the line behind it.
            bytes.append(UInt8(ascii: "\n"))
            var mended = AuditEntry(.mended, context.environment)
            mended.torn = AuditEntry.TornLine(end.torn)
            entries.insert(mended, at: 0)
        }
        var head = end.head
        var lines: [AuditLine] = []
        for entry in entries {
            let line = AuditLine(entry, context, at: time, after: head)
            bytes += line.bytes
            bytes.append(UInt8(ascii: "\n"))
            head = line.head
            lines.append(line)
        }
        try file.write(bytes)
        if isNew { OpenFile.syncFolder(of: path) }
        let warning = syslog.flatMap { $0.send(lines) ? nil : $0.warning(context.environment) }
        return (head, warning)
    }

    /// Hands over every line, without its line break, and whether it had one; returns whether there is a file.
    package func read(_ body: (_ line: [UInt8], _ isEnded: Bool) -> Void) throws(AuditFailure) -> Bool {
        if access(path, F_OK) != 0, errno == ENOENT { return false }
        try expectNoDatabase()
        let file = try OpenFile(path, O_RDONLY)
        try file.lines(body)
        return true
    }
}

package import Audit
package import Diagnostics
package import Model

/// Where lines are written down.
package protocol AuditLog: Sendable {
    /// Appends the entries behind whatever is there, all of them or none, and returns once they are on the disk.
    ///
    /// Writers of one file wait for each other. Blocks the calling thread.
    ///
    /// - Returns: the end of the chain, and a warning where something besides the file went wrong.
    func append(
        _ entries: [AuditEntry],
        _ context: AuditContext,
        at time: Instant
    ) throws(AuditFailure) -> (head: AuditHead, warning: Diagnostic?)

    /// Hands over every line, without its line break, and whether it had one; returns whether there is a file.
    func read(_ body: (_ line: [UInt8], _ isEnded: Bool) -> Void) throws(AuditFailure) -> Bool
}

/// Why an audit file cannot be written or read.
package enum AuditFailure: Error, Hashable {
    /// A clause without a full stop.
    case system(String)
    /// No line at the file's end is one of an audit file: what follows could not be tied to it.
    case damagedEnd
}

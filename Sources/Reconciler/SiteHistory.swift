internal import Audit
internal import AuditFiles
internal import Model
internal import Planning

extension IssuedKeys {
    /// What an environment's audit file tells; where it cannot be read, that.
    init(of site: Site) {
        self.init()
        guard let audit = site.audit else { return }
        var found = IssuedKeys()
        let name = site.name
        do throws(AuditFailure) {
            let exists = try audit.read { line, _ in found.add(line, of: name) }
            found.reading = exists ? .read : .missing
        } catch {
            // Of half a file nothing is believed but what was revoked.
            let (revoked, byRow, owed, unrevoked) = (found.revoked, found.revokedByRow, found.owed, found.unrevoked)
            found = IssuedKeys()
            (found.revoked, found.revokedByRow, found.owed, found.unrevoked) = (revoked, byRow, owed, unrevoked)
            found.reading = .unreadable(error.reason)
        }
        self = found
    }

    /// What lines hold that say something of keys.
    private static let told = [
        #""event":"change""#, #""event":"started""#, #""event":"announced""#, #""owes":"onEnd""#,
        #""revocation-requested""#,
    ].map { Array($0.utf8) }

    private mutating func add(_ line: [UInt8], of environment: String) {
        // Of many lines most are about neither.
        guard Self.told.contains(where: line.contains), let read = ReadAuditLine(line), read.environment == environment
        else { return }
        if let output = read.text("output"), !output.isEmpty { outputs.insert(output) }
        noteEndCommand(read)
        noteChangeCommand(read)
        noteRevocation(read)
        guard read.event == .change else { return }
        if let key = read.revokedKey {
            let day = String((read.text("time") ?? "").prefix(10))
            revoked[key] = day
            if let row = read.text("row") {
                revoked[row] = day
                revokedByRow[row] = key
            }
        }
        guard let key = read.text("to"), let identity = read.identity else { return }
        note(key, of: identity)
    }

    /// A command that is owed from the attempt on until it is known to have succeeded.
    private mutating func noteEndCommand(_ line: ReadAuditLine) {
        guard line.isWhole, let key = line.text("from") else { return }
        if line.event == .attempt, line.text("owes") == Announcement.Event.end.rawValue {
            owed.updateValue(line.identity, forKey: key)
        } else if line.event == .announced, line.text("outcome") == AuditOutcome.done.rawValue {
            owed.removeValue(forKey: key)
        }
    }

    private mutating func noteChangeCommand(_ line: ReadAuditLine) {
        guard line.isWhole, line.event == .announced, line.text("action") == Announcement.Event.change.rawValue,
            line.text("outcome") == AuditOutcome.done.rawValue, let key = line.text("to")
        else { return }
        noteTold(key)
    }

    /// A revocation that was asked for is owed from the attempt on until one of the key succeeds.
    private mutating func noteRevocation(_ line: ReadAuditLine) {
        guard line.isWhole, let key = line.text("from") else { return }
        if line.event == .attempt, line.reasons.contains(Reason.revocationRequested(nil).code) {
            let day = String((line.text("time") ?? "").prefix(10))
            unrevoked[key] = unrevoked[key] ?? day
        } else if line.event == .change, line.text("outcome") == AuditOutcome.done.rawValue,
            line.reasons.contains(where: { Reason.revocations.contains($0) })
        {
            unrevoked.removeValue(forKey: key)
        }
    }
}

extension ReadAuditLine {
    /// Of its address; nil for the environment's own.
    fileprivate var identity: String? {
        guard let address = text("address"), let slash = address.firstIndex(of: "/") else { return nil }
        return String(address[address.index(after: slash)...])
    }

    /// The key that the change ended at once, by 12 hex digits; nil for other changes, and for one that did not happen.
    fileprivate var revokedKey: String? {
        guard isWhole, let action = text("action").flatMap(Action.init), action == .revoke || action == .remove,
            let outcome = text("outcome").flatMap(AuditOutcome.init), outcome == .done || outcome == .begun,
            reasons.contains(where: { Reason.revocations.contains($0) })
        else { return nil }
        return text("from")
    }
}

extension AuditFailure {
    /// A clause.
    fileprivate var reason: String {
        switch self {
        case .system(let reason): reason
        case .damagedEnd: "its last line was not written by keyturn"
        }
    }
}

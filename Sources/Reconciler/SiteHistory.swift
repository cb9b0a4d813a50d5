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
            let revoked = found.revoked
            found = IssuedKeys()
            found.revoked = revoked
            found.reading = .unreadable(error.reason)
        }
        self = found
    }

    private static let change = Array(#""event":"change""#.utf8)
    private static let started = Array(#""event":"started""#.utf8)

    private mutating func add(_ line: [UInt8], of environment: String) {
        // Of many lines most are about neither.
        guard line.contains(Self.change) || line.contains(Self.started), let read = ReadAuditLine(line),
            read.environment == environment
        else { return }
        if let output = read.text("output"), !output.isEmpty { outputs.insert(output) }
        guard read.event == .change else { return }
        if let key = read.revokedKey { revoked[key] = String((read.text("time") ?? "").prefix(10)) }
        guard let key = read.text("to"), let address = read.text("address"), let slash = address.firstIndex(of: "/")
        else { return }
        note(key, of: String(address[address.index(after: slash)...]))
    }
}

extension ReadAuditLine {
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

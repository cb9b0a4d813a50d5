internal import Audit
internal import AuditFiles
internal import Model

extension IssuedKeys {
    /// What an environment's audit file tells; empty where there is none, or it cannot be read: who verifies it says so.
    init(of site: Site) {
        self.init()
        guard let audit = site.audit else { return }
        var found = IssuedKeys()
        let name = site.name
        _ = try? audit.read { line, _ in found.add(line, of: name) }
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
        guard read.event == .change, let key = read.text("to"), let address = read.text("address"),
            let slash = address.firstIndex(of: "/")
        else { return }
        identities[key] = String(address[address.index(after: slash)...])
    }
}

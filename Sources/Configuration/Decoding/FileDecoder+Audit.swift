internal import Model

extension FileDecoder {
    /// `audit`; nil if there is none or, reported, it is bad.
    mutating func audit(_ given: GivenField<MapReference>) -> AuditTrail? {
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, Schema.audit)
        let path = read(fields.path)
        let syslog = read(fields.syslog, or: false)
        guard let path, let syslog, let node = fields.path.value else { return nil }
        return AuditTrail(path: path, location: location(node), usesSyslog: syslog)
    }
}

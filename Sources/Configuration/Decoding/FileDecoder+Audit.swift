internal import Model

extension FileDecoder {
    /// `audit`; nil where there is none or, reported, it is bad.
    mutating func audit(_ fields: FieldSlots) -> AuditTrail? {
        guard let map = map(fields[EnvironmentField.audit], Schema.environment[EnvironmentField.audit]) else {
            return nil
        }
        let slots = self.fields(of: map, Schema.audit)
        let path = filledText(slots[AuditField.path], Schema.audit[AuditField.path])
        let syslog = flag(slots[AuditField.syslog], Schema.audit[AuditField.syslog])
        guard let path, syslog != nil || slots[AuditField.syslog].value == nil else { return nil }
        guard !PathText.beginsAtHome(path.text) else {
            report(.watchedFileAtHome(place(path.node)))
            return nil
        }
        return AuditTrail(
            path: PathText.absolute(path.text, in: context.folder),
            location: location(path.node),
            usesSyslog: syslog ?? false
        )
    }
}

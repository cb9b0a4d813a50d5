internal import Model

extension FileDecoder {
    /// Reports what a rotation asks for and the key table, as its profile describes it, cannot give.
    mutating func checkProfile(_ fields: FieldSlots<RotationFields>, overlap: Duration, _ adoption: Adoption?) {
        guard knowsProfile else { return }
        if !profile.enforcesEnds, let value = fields.expires.value {
            report(.nothingExpires(profile.name, place(value)))
        }
        if !profile.tellsEnds, let value = fields.retain.value { report(.endsUntold(profile.name, place(value))) }
        if let adoption, let value = fields.adoption.value {
            if let used = profile.used {
                if adoption.quiet <= used.every {
                    report(.quietTooShort(adoption.quiet, used.every, place(fields.quiet.value ?? value)))
                }
            } else {
                report(.useUnknown(profile.name, place(value)))
            }
        }
        if profile.order == .ids || profile.order == .files, profile.expires == nil || !fields.expires.isGiven {
            let asked = [
                (fields.every.field.name, fields.every.value), (fields.cron.field.name, fields.cron.value),
                (fields.adoption.field.name, adoption == nil || profile.used == nil ? nil : fields.adoption.value),
            ]
            for (name, value) in asked {
                if let value { report(.ageUnknown(name, profile, place(value))) }
            }
        }
        let delay = profile.delays.ended + profile.delays.issued
        if delay > .zero, overlap <= delay, let node = fields.overlap.value ?? identity {
            report(.overlapTooShort(overlap, profile, place(node)))
        }
    }
}

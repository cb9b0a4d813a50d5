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
        let delay = profile.delays.ended + profile.delays.issued
        if delay > .zero, overlap <= delay, let node = fields.overlap.value ?? identity {
            report(.overlapTooShort(overlap, delay, place(node)))
        }
    }
}

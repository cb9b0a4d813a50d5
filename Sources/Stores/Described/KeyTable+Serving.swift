internal import Model

extension KeyTable {
    /// What a profile asks for that is not served yet, as the fields that say so; empty for a table that is.
    static func notServed(_ profile: Profile) -> [String] {
        var parts: [String] = []
        func refuse(_ isThere: Bool, _ part: String) { if isThere { parts.append(part) } }

        if let pattern = profile.key.pattern {
            refuse(!pattern.isPlainText, "`key.form` with one of . : ~ at an end, or with `:~`")
        }
        let stored = profile.stored
        if case .piece(let name) = stored.of {
            let isThere = profile.key.pattern?.names.contains(name) == true
            refuse(!isThere, "`stored.of: \(name)` without a piece of that name in `key.form`")
        }
        refuse(
            !profile.alwaysEnforcesEnds && profile.nameColumn == nil && !profile.tellsIssuer,
            "neither `expires` nor `name` where the database makes ids: nothing tells when a key was replaced"
        )
        return parts
    }
}

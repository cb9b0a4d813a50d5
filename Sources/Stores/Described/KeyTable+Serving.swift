internal import Model

extension KeyTable {
    /// What a profile asks for that is not served yet, as the fields that say so; empty for a table that is.
    static func notServed(_ profile: Profile) -> [String] {
        var parts: [String] = []
        func refuse(_ isThere: Bool, _ part: String) { if isThere { parts.append(part) } }

        if case .pattern(let pattern) = profile.key {
            refuse(pattern.holdsRowID, "`{id}` in `key.form`")
            refuse(!pattern.isPlainText, "`key.form` with two of . : ~ in a row, or one at an end")
        }
        let stored = profile.stored
        if case .piece(let name) = stored.of {
            let isThere = if case .pattern(let pattern) = profile.key { pattern.names.contains(name) } else { false }
            refuse(!isThere, "`stored.of: \(name)` without a piece of that name in `key.form`")
        }
        refuse(
            profile.owner?.active != nil && profile.owner?.references == nil,
            "`owner.active` without `owner.references`"
        )
        let creates = profile.owner?.creates
        refuse(creates != nil && profile.owner?.kind != .uuid, "`owner.creates` of owners without UUIDs")
        refuse(creates != nil && profile.owner?.references == nil, "`owner.creates` without `owner.references`")
        refuse(
            profile.expires == nil && profile.nameColumn == nil && !hasTellingID(profile),
            "neither `expires` nor `name` where the database makes ids: nothing tells when a key was replaced"
        )
        refuse(profile.created == nil, "no `created`")
        refuse(profile.created?.ifPresent == true && profile.nameColumn == nil, "`created.ifPresent` without `name`")
        refuse(profile.expires?.ifPresent == true, "`expires.ifPresent`")
        // Nothing else would tell which rows Keyturn issued.
        let needsMark = stored.scheme != .plain && !stored.isFingerprint
        refuse(profile.nameColumn == nil && needsMark, "no `name` where digests are not SHA-256 of the key")
        refuse(
            profile.nameColumn == nil && !needsMark && !hasTellingID(profile) && profile.used != nil,
            "`used` without `name` where the database makes ids"
        )
        refuse(
            profile.derived.contains { $0.form.scheme == .plain || $0.form.isSalted || $0.form.pepper != nil },
            "`derived` with a pepper or a salt"
        )
        return parts
    }

    private static func hasTellingID(_ profile: Profile) -> Bool {
        switch profile.id?.source {
        case .uuid: true
        case .text(let length): length >= 12
        case .database, .sequence, .pieces, nil: false
        }
    }
}

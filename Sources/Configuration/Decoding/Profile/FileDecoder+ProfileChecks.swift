internal import Model

extension FileDecoder {
    /// Reports roles of a profile that do not go together, or that a run could not do without.
    mutating func checkTogether(_ profile: Profile, _ fields: FieldSlots<ProfileFields>, _ map: MapReference) {
        let stored = place(fields.stored.key ?? map.key)
        if profile.stored.isSalted, profile.lookup == nil { report(.saltedWithoutLookup(stored)) }
        let oldest = profile.oldest
        if oldest.expires == nil, oldest.nameColumn == nil, oldest.created == nil {
            report(.endsUnknown(place(map.key)))
        }
        if profile.stored.scheme != .plain, profile.derived.contains(where: { $0.form.scheme == .plain }),
            let key = fields.derived.key
        {
            report(.keyBesideDigest(place(key)))
        }
        if !profile.active.isEmpty, oldest.active.isEmpty, oldest.expires == nil, let key = fields.active.key {
            report(.endsByDeletionElsewhere(hasExpires: profile.expires != nil, place(key)))
        }
        if let used = profile.used, let updated = profile.updated, used.column == updated.column,
            let key = fields.used.key
        {
            if used.postgreSQL != updated.postgreSQL || used.sqlite != updated.sqlite {
                report(.twoTypes(used, updated, place(key)))
            } else if used.zone != updated.zone {
                report(.twoZones(used, place(key)))
            }
        }
        checkFinding(profile, fields, map)
        checkPieces(profile, fields)
        if profile.stored.scheme == .plain, case .pieces(let text) = profile.id?.source, text.words.contains("stored"),
            let key = fields.id.key
        {
            report(.plainStoredInID(place(key)))
        }
        if profile.stored.scheme == .plain, let hook = profile.onEnd, let key = fields.onEnd.key,
            hook.arguments.contains(where: { BracedText($0)?.words.contains("stored") ?? false })
        {
            report(.plainStoredInHook(place(key)))
        }
        if profile.alsoAccepts != nil, profile.stored.scheme != .plain, let key = fields.alsoAccepts.key {
            report(.spellingsOfDigest(place(key)))
        }
        if let maximum = profile.nameColumn?.maximum, maximum <= profile.markerLength, let key = fields.name.key {
            report(.nameTooShort(maximum: maximum, needed: profile.markerLength, place(key)))
        }
    }

    /// Whether a row can be told to be an identity's.
    private mutating func checkFinding(
        _ profile: Profile,
        _ fields: FieldSlots<ProfileFields>,
        _ map: MapReference
    ) {
        guard profile.nameColumn == nil, profile.owner?.isDedicated != true else { return }
        let identifies = profile.perIdentity.contains { $0.demand == .identifies }
        if profile.owner == nil || profile.only.isEmpty && !identifies { report(.rowsNotFound(place(map.key))) }
    }

    /// Whether what is taken of a key is there to be taken.
    private mutating func checkPieces(_ profile: Profile, _ fields: FieldSlots<ProfileFields>) {
        let names = profile.key.pattern?.names ?? []
        if profile.key.holdsRowID, profile.id?.source != .sequence, profile.id?.source != .uuid,
            let key = fields.key.key
        {
            report(.rowIDUnknown(place(key)))
        }
        for (form, key) in [(profile.stored, fields.stored.key)]
            + profile.derived.map({ ($0.form, fields.derived.key) })
        {
            guard let key else { continue }
            switch form.of {
            case .key: continue
            case .afterPrefix: if profile.key.prefix.isEmpty { report(.noPrefixToLeaveOut(place(key))) }
            case .piece(let name): if !names.contains(name) { report(.unknownPiece(name, names, place(key))) }
            }
        }
        let used: [String] = ([profile.stored] + profile.derived.map(\.form)).compactMap { form in
            if case .piece(let name) = form.of { name } else { nil }
        }
        // One that is misspelled is reported as that.
        if used.allSatisfy(names.contains), let unused = names.first(where: { !used.contains($0) }),
            let key = fields.key.key
        {
            report(.unusedPiece(unused, of: profile, place(key)))
        }
        if let length = profile.key.length, let lookup = profile.lookup, lookup.piece.count > length {
            if let key = fields.lookup.key { report(.pieceTooLong(lookup.piece.count, length: length, place(key))) }
            return
        }
        let digested = profile.digestedBits(of: profile.key)
        if case .piece(let name) = profile.stored.of, names.contains(name), digested < Self.leastBits,
            let key = fields.stored.key
        {
            report(.weakPiece(name, bits: digested, place(key)))
        } else if let left = profile.bits(tooFewLeftOf: profile.key),
            let key = fields.hints.key ?? fields.lookup.key ?? fields.id.key
        {
            report(.hintsShowTooMuch(profile, bits: left, place(key)))
        }
    }
}

extension Profile {
    /// How many random bits of a key the table's columns leave unknown, where those are too few; nil for enough.
    func bits(tooFewLeftOf form: KeyForm) -> Int? {
        let left = hiddenBits(of: form)
        // A key that is weak by itself is told where its length is declared.
        return left < 80 && left < digestedBits(of: form) ? left : nil
    }
}

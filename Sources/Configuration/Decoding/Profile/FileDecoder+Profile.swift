internal import Model

extension FileDecoder {
    /// One profile, whose map may be merged over that of the one it extends; nil where, reported, it has errors.
    ///
    /// The decoder reads nothing else.
    mutating func profile(_ name: String, _ map: MapReference) -> Profile? {
        profileName = name
        let fields = fields(of: map, Schema.profile)
        var columns = ProfileColumns()
        let table = read(fields.table)
        let key = keyForm(fields.key)
        let stored = stored(fields.stored, &columns)
        let lookup = lookup(fields.lookup, &columns)
        let spellings = spellings(fields.alsoAccepts, key)
        let publicID = publicID(fields.publicId, &columns)
        let id = rowID(fields.id, &columns)
        let owner = owner(fields.owner, &columns)
        let only = only(fields.only, &columns)
        let nameColumn = nameColumn(fields.name, &columns)
        let active = active(fields.active, &columns)
        let expires = expires(fields.expires, &columns)
        let created = created(fields.created, &columns)
        let updated = time(fields.updated, Schema.profileUpdated, "updated", &columns)
        let used = used(fields.used, &columns)
        let derived = derived(fields.derived, &columns)
        let hints = hints(fields.hints, &columns)
        let values = values(fields.values, &columns)
        let perIdentity = perIdentity(fields.perIdentity, &columns)
        let delays = delays(fields.effectiveAfter)
        let onEnd = onEnd(fields)
        for (claim, first) in columns.conflicts { report(.twoRoles(claim, first, place(claim.node))) }
        guard let table, let key, let stored, !diagnostics.hasErrors else { return nil }
        var profile = Profile(name: name, table: table, stored: stored)
        profile.key = key
        profile.lookup = lookup
        profile.alsoAccepts = spellings
        profile.publicID = publicID
        profile.id = id
        profile.owner = owner
        profile.only = only
        profile.nameColumn = nameColumn
        profile.active = active
        profile.expires = expires
        profile.created = created
        profile.updated = updated
        profile.used = used
        profile.derived = derived
        profile.hints = hints
        profile.values = values
        profile.perIdentity = perIdentity
        profile.optional = columns.optional
        profile.delays = delays
        profile.onEnd = onEnd
        profile.location = location(map.key)
        checkTogether(profile, fields, map)
        return diagnostics.hasErrors ? nil : profile
    }

    /// Enters a column that older versions of the application lack.
    mutating func ifPresent(_ given: GivenField<Bool>, _ column: String?, _ columns: inout ProfileColumns) {
        if read(given) == true, let column { columns.mayLack(column) }
    }

    /// A column, entered under its role.
    mutating func column(_ given: GivenField<String>, _ role: String, _ columns: inout ProfileColumns) -> String? {
        guard let column = read(given) else { return nil }
        if let node = given.value { columns.claim(column, role, node) }
        return column
    }
}

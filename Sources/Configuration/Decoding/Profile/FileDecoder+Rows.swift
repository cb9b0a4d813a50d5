internal import Model
internal import YAML

extension FileDecoder {
    /// `id`; nil where there is none or, reported, it is bad.
    mutating func rowID(_ given: GivenField<MapReference>, _ columns: inout ProfileColumns) -> RowIDForm? {
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, Schema.profileID)
        let column = column(fields.column, "id.column", &columns)
        let made = read(fields.made)
        let length = read(fields.length)
        let from = read(fields.from)
        let section = Schema.profileID
        guard hasOne(of: [section.made, section.from], fields, map.key) else { return nil }
        if made == .text, !fields.length.isGiven {
            report(.missingPart("id.length", section.length, place(map.key)))
            return nil
        }
        if made != .text, let key = fields.length.key {
            report(.unusedField(section.length, needs: "`made: text`", place(key)))
            return nil
        }
        if let words = from?.words, let node = fields.from.value {
            for word in words where word != "stored" && KeyPiece(word) == nil {
                report(.unknownWord(word, in: section.from, known: ["stored", "first8", "last4"], place(node)))
            }
            if words.isEmpty { report(.idWithoutPieces(place(node))) }
        }
        guard let column else { return nil }
        if let from { return RowIDForm(column: column, source: .pieces(from)) }
        switch made {
        case .uuid: return RowIDForm(column: column, source: .uuid)
        case .database: return RowIDForm(column: column, source: .database)
        case .sequence: return RowIDForm(column: column, source: .sequence)
        case .text: return length.map { RowIDForm(column: column, source: .text(length: $0)) }
        case nil: return nil
        }
    }

    /// `owner`; nil where there is none or, reported, it is bad.
    mutating func owner(_ given: GivenField<MapReference>, _ columns: inout ProfileColumns) -> OwnerColumn? {
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, Schema.profileOwner)
        let column = column(fields.column, "owner.column", &columns)
        let kind = read(fields.type)
        let references = read(fields.references)
        let creates = creates(fields.creates)
        let isDedicated = read(fields.dedicated, or: false)
        let active = ownerActive(fields.active)
        for (key, field) in [(fields.creates.key, fields.creates.field), (fields.active.key, fields.active.field)] {
            guard let key, !fields.references.isGiven else { continue }
            report(.unusedField(field, needs: "`references`", place(key)))
        }
        if kind == .integer, let key = fields.creates.key { report(.countedOwnerCreated(place(key))) }
        guard let column, let kind, let isDedicated, !isBad(fields.creates, creates) else { return nil }
        var owner = OwnerColumn(column: column, kind: kind)
        owner.references = references
        owner.creates = creates
        owner.isDedicated = isDedicated
        owner.active = active
        return owner
    }

    private mutating func creates(_ given: GivenField<MapReference>) -> OwnerColumn.Created? {
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, Schema.profileCreates)
        let email = read(fields.email)
        let name = read(fields.name)
        let created = read(fields.created)
        let updated = read(fields.updated)
        guard let email, let name else { return nil }
        var seen: Set<String> = []
        for (column, value) in [
            (email, fields.email.value), (name, fields.name.value), (created, fields.created.value),
            (updated, fields.updated.value),
        ] {
            guard let column, let value, !seen.insert(column).inserted else { continue }
            report(.sameColumn(column, place(value)))
        }
        var creates = OwnerColumn.Created(email: email, name: name)
        creates.created = created
        creates.updated = updated
        return creates
    }

    private mutating func ownerActive(_ given: GivenField<MapReference>) -> ActiveColumn? {
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, Schema.profileOwnerActive)
        let column = read(fields.column)
        let live = read(fields.live)
        guard let column, let live else { return nil }
        return ActiveColumn(column: column, live: live)
    }

    /// `name`; nil where there is none or, reported, it is bad.
    mutating func nameColumn(_ given: GivenField<MapReference>, _ columns: inout ProfileColumns) -> NameColumn? {
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, Schema.profileName)
        let column = column(fields.column, "name.column", &columns)
        let isUnique = read(fields.unique, or: false)
        let maximum = read(fields.maximum)
        guard let column, let isUnique else { return nil }
        var name = NameColumn(column: column)
        name.isUnique = isUnique
        name.maximum = maximum
        return name
    }

    /// Every entry of `active` that can be read.
    mutating func active(_ given: GivenField<[MapReference]>, _ columns: inout ProfileColumns) -> [ActiveColumn] {
        (read(given) ?? []).compactMap { map in
            let fields = fields(of: map, Schema.profileActive)
            let column = column(fields.column, "active.column", &columns)
            let live = read(fields.live)
            let ended = read(fields.ended)
            ifPresent(fields.ifPresent, column, &columns)
            guard let column, let live, let ended else { return nil }
            if live.contains(ended), let value = fields.ended.value { report(.endedIsLive(place(value))) }
            if Set(live).count < live.count, let value = fields.live.value { report(.liveTwice(place(value))) }
            var active = ActiveColumn(column: column, live: live)
            active.ended = ended == .text("now") ? .now : .value(ended)
            if active.ended == .now, live != [.null], let value = fields.live.value {
                report(.endedNowButNotNull(place(value)))
            }
            return active
        }
    }

    /// `only`, in the order of columns.
    mutating func only(_ given: GivenField<[NamedValue]>, _ columns: inout ProfileColumns) -> [ColumnValue] {
        guard let entries = read(given), let node = given.value else { return [] }
        if entries.isEmpty { report(.emptyValue(given.field, isInterpolated: false, place(node))) }
        return entries.compactMap { entry in
            columns.claim(entry.name, "only", entry.key)
            return columnValue(entry.value, given.field).map { ColumnValue(column: entry.name, value: $0) }
        }
    }

    /// `values`, in the order of columns.
    mutating func values(_ given: GivenField<[NamedValue]>, _ columns: inout ProfileColumns) -> [ColumnTemplate] {
        (read(given) ?? []).compactMap { entry -> ColumnTemplate? in
            columns.claim(entry.name, "values", entry.key)
            guard let node = valueNode(entry, &columns), let value = columnValue(node, given.field) else {
                return nil
            }
            guard case .text(let text) = value, text.contains(where: { $0 == "{" || $0 == "}" }) else {
                return ColumnTemplate(column: entry.name, value: value)
            }
            guard let template = BracedText(text) else {
                report(.badValueBraces(place(entry.value)))
                return nil
            }
            for word in template.words where !Self.isValueWord(word) {
                let known = ["name", "fingerprint", "uuid", "text:24"]
                report(.unknownWord(word, in: given.field, known: known, place(entry.value)))
            }
            return ColumnTemplate(column: entry.name, value: value, template: template)
        }
    }

    /// What is written into a column: the entry itself, or the `value` of one that says `ifPresent`.
    private mutating func valueNode(_ entry: NamedValue, _ columns: inout ProfileColumns) -> NodeReference? {
        guard node(entry.value).kind == .mapping else { return entry.value }
        guard let members = namedValues(of: entry.value) else { return nil }
        guard members.contains(where: { $0.name == "ifPresent" }),
            let map = map(entry.value, expected: "a map with value and ifPresent")
        else { return entry.value }
        let fields = fields(of: map, Schema.profileValue)
        ifPresent(fields.ifPresent, entry.name, &columns)
        guard let value = fields.value.value else {
            require(fields.value, in: Schema.profileValue, map)
            return nil
        }
        return value
    }

    private static func isValueWord(_ word: String) -> Bool {
        if ["name", "fingerprint", "uuid"].contains(word) { return true }
        guard word.hasPrefix("text:"), let count = Int(word.dropFirst("text:".count)) else { return false }
        return (1...255).contains(count)
    }

    /// `perIdentity`, in the order of columns.
    mutating func perIdentity(_ given: GivenField<[NamedValue]>, _ columns: inout ProfileColumns) -> [PerIdentityColumn]
    {
        let demand = Field("perIdentity", .choice(PerIdentityColumn.Demand.self), .required, given.field.doc)
        return (read(given) ?? []).compactMap { entry in
            columns.claim(entry.name, "perIdentity", entry.key)
            return read(FieldSlot(entry.value), demand).map { PerIdentityColumn(column: entry.name, demand: $0) }
        }
    }
}

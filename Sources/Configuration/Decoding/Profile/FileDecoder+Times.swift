internal import Model

extension FileDecoder {
    /// `expires`; nil where there is none or, reported, it is bad.
    mutating func expires(_ given: GivenField<MapReference>, _ columns: inout ProfileColumns) -> TimeColumn? {
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, Schema.profileExpires)
        let isRequired = read(fields.required, or: false)
        guard let isRequired,
            var time = time(fields.column, fields.type, fields.zone, fields.ifPresent, "expires", &columns)
        else { return nil }
        time.isRequired = isRequired
        return time
    }

    /// `updated`; nil where there is none or, reported, it is bad.
    mutating func time(
        _ given: GivenField<MapReference>,
        _ section: FieldSection<TimeFields>,
        _ role: String,
        _ columns: inout ProfileColumns
    ) -> TimeColumn? {
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, section)
        return time(fields.column, fields.type, fields.zone, fields.ifPresent, role, &columns)
    }

    /// `created`; nil where there is none or, reported, it is bad.
    mutating func created(_ given: GivenField<MapReference>, _ columns: inout ProfileColumns) -> TimeColumn? {
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, Schema.profileCreated)
        let isTouched = read(fields.touched, or: false)
        guard let isTouched,
            var time = time(fields.column, fields.type, fields.zone, fields.ifPresent, "created", &columns)
        else { return nil }
        time.isTouched = isTouched
        if !isTouched, Self.isOfChanges(time.column), let value = fields.column.value {
            report(.createdIsUpdated(time.column, place(value)))
        }
        return time
    }

    /// Whether a column's name says that any change of the row moves it.
    private static func isOfChanges(_ column: String) -> Bool {
        let name = column.lowercased()
        return ["updated", "modified", "changed"].contains { name.hasPrefix($0) || name.hasPrefix("last_\($0)") }
    }

    /// `used`; nil where there is none or, reported, it is bad.
    mutating func used(_ given: GivenField<MapReference>, _ columns: inout ProfileColumns) -> TimeColumn? {
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, Schema.profileUsed)
        let every = read(fields.every, or: .zero)
        guard let every, var time = time(fields.column, fields.type, fields.zone, fields.ifPresent, "used", &columns)
        else { return nil }
        time.every = every
        return time
    }

    private mutating func time(
        _ column: GivenField<String>,
        _ type: GivenField<TimeKinds>,
        _ zone: GivenField<Zone>,
        _ ifPresent: GivenField<Bool>,
        _ role: String,
        _ columns: inout ProfileColumns
    ) -> TimeColumn? {
        let name = self.column(column, role, &columns)
        let kinds = read(type)
        self.ifPresent(ifPresent, name, &columns)
        guard let zoneOf = read(zone, or: .utc), let name, let kinds else { return nil }
        if let key = zone.key, kinds.postgreSQL != .timestamp, kinds.sqlite != .timestamp {
            report(.unusedField(zone.field, needs: "`type: timestamp`", place(key)))
        }
        var time = TimeColumn(column: name, kind: kinds.postgreSQL)
        time.sqlite = kinds.sqlite
        time.zone = zoneOf
        return time
    }

    /// `effectiveAfter`; no delay where there is none.
    mutating func delays(_ given: GivenField<DelaysNode>) -> EffectDelays {
        var delays = EffectDelays()
        switch read(given) {
        case nil: break
        case .ended(let ended): delays.ended = ended
        case .map(let map):
            let fields = fields(of: map, Schema.profileDelays)
            delays.ended = read(fields.ended) ?? .zero
            delays.issued = read(fields.issued) ?? .zero
            delays.isRenewedByUse = read(fields.renewedByUse) ?? false
            if let key = fields.renewedByUse.key, !fields.ended.isGiven {
                report(.unusedField(fields.renewedByUse.field, needs: "`ended`", place(key)))
            }
        }
        return delays
    }

    /// `onEnd` and `onEndTimeout`; nil where there is none or, reported, it is bad.
    mutating func onEnd(_ fields: FieldSlots<ProfileFields>) -> Hook? {
        let timeout = read(fields.onEndTimeout, or: Hook.defaultTimeout)
        guard fields.onEnd.isGiven else {
            if let key = fields.onEndTimeout.key {
                report(.unusedField(fields.onEndTimeout.field, needs: "`onEnd`", place(key)))
            }
            return nil
        }
        guard let texts = read(fields.onEnd), let program = texts.first else { return nil }
        if program.text.isEmpty {
            report(.emptyProgram(fields.onEnd.field, isInterpolated: program.isInterpolated, place(program.node)))
        }
        for text in texts {
            guard let words = BracedText(text.text)?.words else {
                report(.badValueBraces(place(text.node)))
                continue
            }
            for word in words where word != "stored" {
                report(.unknownWord(word, in: fields.onEnd.field, known: ["stored"], place(text.node)))
            }
        }
        return timeout.map(hook(texts).with(timeout:))
    }
}

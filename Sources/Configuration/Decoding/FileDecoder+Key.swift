internal import Model

extension FileDecoder {
    /// `key` of an identity; nil where, reported, it is bad.
    mutating func key(_ given: GivenField<MapReference>) -> DeclaredKey? {
        guard let map = read(given) else { return nil }
        if let same = lastKey.value(for: map, in: own) { return same }
        let before = traces
        let fields = fields(of: map, Schema.key)
        let name = keyName(fields.name, map)
        let form = form(fields, map)
        let values = keyValues(fields.values, map)
        guard let name, let form, let values else { return nil }
        if let part = profile.part(lackingIn: form) {
            report(.formWithoutPart(part, profile.name, place((fields.form.key ?? fields.prefix.key) ?? map.key)))
            return nil
        }
        // Of the profile's own form it is told where the profile stands.
        if form != profile.key, let left = profile.bits(tooFewLeftOf: form) {
            let own = fields.form.key ?? fields.bytes.key ?? fields.prefix.key ?? fields.encoding.key
            report(.hintsShowTooMuch(profile, bits: left, identity: true, place(own ?? map.key)))
            return nil
        }
        let key = DeclaredKey(name: name, format: form.format, values: values)
        if traces == before { lastKey.remember(key, of: map) }
        return key
    }

    /// Empty where rows have no name.
    private mutating func keyName(_ given: GivenField<String>, _ map: MapReference) -> String? {
        guard let column = profile.nameColumn else {
            guard let key = given.key else { return "" }
            report(.nameOfNothing(profile.name, place(key)))
            return nil
        }
        guard given.isGiven else {
            require(given, in: Schema.key, map)
            return nil
        }
        guard let name = read(given), let value = given.value else { return nil }
        let mark = profile.markerLength
        if mark > 0, KeyMark.isAtEnd(of: name) {
            report(.nameLikeMark(place(value)))
            return nil
        }
        if let maximum = column.maximum, name.unicodeScalars.count > maximum - mark {
            report(.nameWithoutRoom(room: maximum - mark, mark: mark, place(value)))
            return nil
        }
        return name
    }

    private mutating func form(_ fields: FieldSlots<KeyFields>, _ map: MapReference) -> KeyForm? {
        var standard = KeyFormat(prefix: "", bytes: Self.defaultBytes, encoding: .hex)
        if case .plain(let format) = profile.key { standard = format }
        let prefix = read(fields.prefix, or: standard.prefix)
        let bytes = read(fields.bytes, or: standard.bytes)
        let encoding = read(fields.encoding, or: standard.encoding)
        let beside = [fields.prefix.key, fields.bytes.key, fields.encoding.key].compactMap(\.self).first
        if fields.form.isGiven {
            guard let form = read(fields.form).flatMap({ checked($0, fields.form) }) else { return nil }
            if let beside {
                report(.formBesideFormat(place(beside)))
                return nil
            }
            return .pattern(form)
        }
        if case .pattern = profile.key, beside == nil { return profile.key }
        guard let prefix, let bytes, let encoding else { return nil }
        let format = KeyFormat(prefix: prefix, bytes: bytes, encoding: encoding)
        // A digest is as long whatever the key is.
        guard profile.stored.scheme != .plain || format.length <= WellFormed.maximumColumnLength else {
            report(.keyTooLong(format.length, place(map.key)))
            return nil
        }
        return .plain(format)
    }

    /// `key.values`, in the order of columns.
    private mutating func keyValues(_ given: GivenField<[NamedValue]>, _ map: MapReference) -> [ColumnValue]? {
        guard let entries = read(given, or: []) else { return nil }
        let columns = profile.perIdentity
        var values: [ColumnValue] = []
        var isGood = true
        for entry in entries {
            guard columns.contains(where: { $0.column == entry.name }) else {
                report(.notPerIdentity(entry.name, columns.map(\.column), profile.name, place(entry.key)))
                isGood = false
                continue
            }
            guard let value = columnValue(entry.value, given.field) else {
                isGood = false
                continue
            }
            values.append(ColumnValue(column: entry.name, value: value))
        }
        for column in columns where column.demand != .optional && !entries.contains(where: { $0.name == column.column })
        {
            // What the profile writes to every row is a default.
            if column.demand == .required, profile.values.contains(where: { $0.column == column.column }) { continue }
            report(.missingKeyValue(column, profile.name, place(given.key ?? map.key)))
            isGood = false
        }
        return isGood ? values : nil
    }
}

extension KeyForm {
    /// The same as what keys are made and recognised by.
    var format: KeyFormat {
        switch self {
        case .plain(let format): format
        case .pattern(let pattern): KeyFormat(pattern)
        }
    }
}

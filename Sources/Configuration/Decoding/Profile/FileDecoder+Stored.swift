internal import Model

extension FileDecoder {
    /// `stored`; nil where, reported, it is bad.
    mutating func stored(_ given: GivenField<MapReference>, _ columns: inout ProfileColumns) -> StoredForm? {
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, Schema.profileStored)
        let column = column(fields.column, "stored.column", &columns)
        let scheme = read(fields.scheme, or: .plain)
        let encoding = read(fields.encoding, or: .hex)
        let prefix = read(fields.prefix)
        let of = read(fields.of)
        let pepper = profilePepper(fields.pepper)
        let salt = salt(fields.salt, &columns)
        let rounds = read(fields.rounds)
        let length = read(fields.length)
        guard let column, let scheme, let encoding, !isBad(fields.pepper, pepper), !isBad(fields.salt, salt) else {
            return nil
        }
        var form = StoredForm(column: column)
        form.scheme = scheme
        form.encoding = encoding
        form.prefix = prefix ?? ""
        form.of = StoredForm.Part(of?.text)
        form.pepper = pepper
        form.salt = salt
        form.rounds = rounds
        form.length = length
        check(form, fields, map)
        return form
    }

    private mutating func profilePepper(_ given: GivenField<MapReference>) -> StoredPepper? {
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, Schema.profilePepper)
        let value = read(fields.value)
        let place = read(fields.place)
        let isHashed = read(fields.hashed, or: false)
        guard let value, let place, let isHashed else { return nil }
        var pepper = StoredPepper(variables: value, place: place)
        pepper.isHashed = isHashed
        return pepper
    }

    private mutating func salt(_ given: GivenField<MapReference>, _ columns: inout ProfileColumns) -> KeySalt? {
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, Schema.profileSalt)
        let length = read(fields.length)
        let encoding = read(fields.encoding)
        let column = column(fields.column, "stored.salt.column", &columns)
        let place = read(fields.place)
        guard let length, let encoding, !isBad(fields.column, column), !isBad(fields.place, place) else { return nil }
        var salt = KeySalt(length: length, encoding: encoding)
        salt.column = column
        salt.place = place
        return salt
    }

    /// Every entry of `derived` that can be read.
    mutating func derived(_ given: GivenField<[NodeReference]>, _ columns: inout ProfileColumns) -> [DerivedColumn] {
        (read(given) ?? []).compactMap { entry in
            guard let map = map(entry, expected: "a map with column, scheme, encoding") else { return nil }
            let fields = fields(of: map, Schema.profileDerived)
            let column = column(fields.column, "derived[].column", &columns)
            let scheme = read(fields.scheme)
            let encoding = read(fields.encoding, or: .hex)
            let prefix = read(fields.prefix)
            let of = read(fields.of)
            ifPresent(fields.ifPresent, column, &columns)
            guard let column, let scheme, let encoding else { return nil }
            if scheme != .sha256, scheme != .sha512, scheme != .plain, let value = fields.scheme.value {
                report(.derivedNeedsSecret(scheme.rawValue, place(value)))
            }
            var form = StoredForm(column: column)
            form.scheme = scheme
            form.encoding = encoding
            form.prefix = prefix ?? ""
            form.of = StoredForm.Part(of?.text)
            checkPrefix(of: form, fields.prefix.key)
            return DerivedColumn(form)
        }
    }

    /// Reports parts of a stored form that do not go together.
    private mutating func check(_ form: StoredForm, _ fields: FieldSlots<ProfileStoredFields>, _ map: MapReference) {
        let scheme = form.scheme
        if scheme == .plain {
            let parts = [
                (fields.encoding.field.name, fields.encoding.key), (fields.prefix.field.name, fields.prefix.key),
                (fields.of.field.name, fields.of.key), (fields.pepper.field.name, fields.pepper.key),
                (fields.salt.field.name, fields.salt.key),
            ]
            for (name, key) in parts {
                if let key { report(.partOfPlain(name, place(key))) }
            }
        }
        let isSlow = scheme == .pbkdf2SHA256
        for given in [fields.rounds, fields.length] {
            if let key = given.key, !isSlow { report(.partOfSlowScheme(given.field, scheme.rawValue, place(key))) }
            if isSlow, !given.isGiven {
                report(.missingPart("stored.\(given.field.name)", given.field, place(map.key)))
            }
        }
        if isSlow, form.salt == nil { report(.missingPart("stored.salt", fields.salt.field, place(map.key))) }
        if scheme.isKeyed, form.pepper?.place != .key {
            report(.keylessHMAC(scheme.rawValue, place(fields.pepper.key ?? fields.scheme.value ?? map.key)))
        } else if isSlow, form.pepper != nil, let key = fields.pepper.key {
            report(.pepperedSlowScheme(place(key)))
        } else if !scheme.isKeyed, form.pepper?.place == .key, let key = fields.pepper.key {
            report(.keyWithoutHMAC(scheme.rawValue, place(key)))
        }
        if scheme != .plain { checkPrefix(of: form, fields.prefix.key) }
        checkSalt(of: form, fields)
    }

    /// Bytes are compared as they are: what was written before them would be lost, and a salt in it with it.
    private mutating func checkPrefix(of form: StoredForm, _ key: NodeReference?) {
        guard form.encoding == .bytes, !form.prefix.isEmpty, let key else { return }
        report(.prefixOfBytes(holdsSalt: form.prefix.contains("{salt}"), place(key)))
    }

    private mutating func checkSalt(of form: StoredForm, _ fields: FieldSlots<ProfileStoredFields>) {
        let words = BracedText(form.prefix)?.words
        if let value = fields.prefix.value {
            if let words, let unknown = words.first(where: { $0 != "salt" }) {
                report(.unknownWord(unknown, in: fields.prefix.field, known: ["salt"], place(value)))
            } else if words == nil {
                report(.badPrefixBraces(place(value)))
            } else if words == ["salt"], form.salt == nil {
                report(.saltIsMissing(place(value)))
            }
        }
        guard let salt = form.salt, form.scheme != .plain, let key = fields.salt.key else { return }
        let isInPrefix = words?.contains("salt") ?? false
        if salt.column == nil, !isInPrefix { report(.saltIsNowhere(place(key))) }
        if salt.column != nil, isInPrefix { report(.saltIsTwice(place(key))) }
        let hasPlace = form.scheme == .sha256 || form.scheme == .sha512
        if hasPlace, salt.place == nil { report(.saltWithoutPlace(form.scheme.rawValue, place(key))) }
        if !hasPlace, salt.place != nil { report(.saltWithPlace(form.scheme.rawValue, place(key))) }
    }
}

extension StoredForm.Part {
    fileprivate init(_ text: String?) {
        switch text {
        case nil, "key": self = .key
        case "afterPrefix": self = .afterPrefix
        case let name?: self = .piece(name)
        }
    }
}

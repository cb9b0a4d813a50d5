internal import Model
internal import Redaction

extension FileDecoder {
    /// `key` of a profile; nil where, reported, it is bad.
    mutating func keyForm(_ given: GivenField<MapReference>) -> KeyForm? {
        guard given.isGiven else { return .standard }
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, Schema.profileKey)
        let prefix = read(fields.prefix, or: "")
        let bytes = read(fields.bytes, or: Self.defaultBytes)
        let encoding = read(fields.encoding, or: .hex)
        // Of the two ways the one that is in the profile itself hides the other in what it extends.
        let parts = [fields.prefix.slot, fields.bytes.slot, fields.encoding.slot].filter { $0.value != nil }
        let isOwn = fields.form.slot.own >= 0
        if fields.form.isGiven, isOwn || parts.allSatisfy({ $0.own < 0 }) {
            if let key = parts.first(where: { $0.own >= 0 || !isOwn })?.key {
                report(.formBesideFormat(place(key)))
                return nil
            }
            return read(fields.form).flatMap { checked($0, fields.form) }.map { .pattern($0) }
        }
        guard let prefix, let bytes, let encoding else { return nil }
        return .plain(KeyFormat(prefix: prefix, bytes: bytes, encoding: encoding))
    }

    /// A form that cannot be guessed; nil and reported for any other.
    mutating func checked(_ form: KeyPattern, _ given: GivenField<KeyPattern>) -> KeyPattern? {
        guard form.bits < Self.leastBits, let value = given.value else { return form }
        report(.weakForm(bits: form.bits, place(value)))
        return nil
    }

    /// A version 4 UUID has 122.
    static let leastBits = 120

    /// `lookup`; nil where there is none or, reported, it is bad.
    mutating func lookup(_ given: GivenField<MapReference>, _ columns: inout ProfileColumns) -> KeyLookup? {
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, Schema.profileLookup)
        let column = column(fields.column, "lookup.column", &columns)
        let first = read(fields.first)
        let last = read(fields.last)
        guard hasOne(of: [Schema.profileLookup.first, Schema.profileLookup.last], fields, map.key) else { return nil }
        guard let column, let piece = first.map(KeyPiece.first) ?? last.map(KeyPiece.last) else { return nil }
        return KeyLookup(column: column, piece: piece)
    }

    /// `alsoAccepts`, whose prefix is that of the key unless it says another.
    mutating func spellings(_ given: GivenField<SpellingsNode>, _ key: KeyForm?) -> KeySpellings? {
        switch read(given) {
        case nil: return nil
        case .map(let map):
            let fields = fields(of: map, Schema.profileAccepts)
            let prefix = read(fields.prefix)
            let spellings = read(fields.spellings)
            guard let prefix, let spellings else { return nil }
            return self.spellings(spellings, prefix, fields.prefix.value ?? map.key)
        case .list(let spellings):
            guard let key, let value = given.value else { return nil }
            return self.spellings(spellings, key.prefix, value)
        }
    }

    private mutating func spellings(
        _ spellings: Set<Spelling>,
        _ prefix: String,
        _ node: NodeReference
    ) -> KeySpellings? {
        guard !prefix.isEmpty else {
            report(.spellingsWithoutPrefix(place(node)))
            return nil
        }
        return KeySpellings(
            prefix: prefix,
            withoutPrefix: spellings.contains(.withoutPrefix),
            withPrefix: spellings.contains(.withPrefix)
        )
    }

    /// `publicId`; nil where there is none or, reported, it is bad.
    mutating func publicID(_ given: GivenField<MapReference>, _ columns: inout ProfileColumns) -> PublicID? {
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, Schema.profilePublicID)
        let column = column(fields.column, "publicId.column", &columns)
        let form = read(fields.form)
        guard let column, let form, let value = fields.form.value else { return nil }
        // In a file a shorter word could not be told from what is no part of a key, and is not carried over.
        let isFit = form.isPlainText && form.length.map { $0 >= KeyWord.shortest } == true && form.bits >= 64
        guard isFit else {
            report(.unfitPublicForm(place(value)))
            return nil
        }
        return PublicID(column: column, form: form)
    }

    /// Every entry of `hints` that can be read.
    mutating func hints(_ given: GivenField<[NodeReference]>, _ columns: inout ProfileColumns) -> [HintColumn] {
        (read(given) ?? []).compactMap { hint($0, &columns) }
    }

    private mutating func hint(_ entry: NodeReference, _ columns: inout ProfileColumns) -> HintColumn? {
        guard let map = map(entry, expected: "a map with column and one of first, last and text") else { return nil }
        let fields = fields(of: map, Schema.profileHint)
        let column = column(fields.column, "hints[].column", &columns)
        let first = read(fields.first)
        let last = read(fields.last)
        let text = read(fields.text)
        ifPresent(fields.ifPresent, column, &columns)
        let section = Schema.profileHint
        guard hasOne(of: [section.first, section.last, section.text], fields, map.key), let column else { return nil }
        if let count = first, let text = BracedText("{first\(count)}") {
            return HintColumn(column: column, pieces: [.first(count)], template: text)
        }
        if let count = last, let text = BracedText("{last\(count)}") {
            return HintColumn(column: column, pieces: [.last(count)], template: text)
        }
        guard let text, let node = fields.text.value else { return nil }
        var pieces: [KeyPiece] = []
        for word in text.words {
            if let piece = KeyPiece(word) {
                pieces.append(piece)
            } else {
                report(.unknownWord(word, in: fields.text.field, known: ["first8", "last4"], place(node)))
            }
        }
        return HintColumn(column: column, pieces: pieces, template: text)
    }
}

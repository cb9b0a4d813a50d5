internal import Model

/// The expressions that statements over a described table are made of; its alias is `k` in all of them.
struct PostgreSQLTable {
    let table: KeyTable
    let columns: PostgreSQLColumns

    var profile: Profile { table.profile }
    var name: String { quoted(profile.table.text) }

    static func column(_ name: String) -> String { "k.\(quoted(column: name))" }

    private func text(_ name: String) -> String { "\(Self.column(name))::text" }

    /// What tells a row from every other: its id, or a digest of its stored form, which is never shown.
    var handle: String {
        guard let id = table.shownID else {
            return "'\(Fingerprint.digestedRow)' || left(encode(\(digest(ofStored: profile.stored)), 'hex'), 24)"
        }
        return text(id)
    }

    private func digest(ofStored form: StoredForm) -> String {
        form.encoding == .bytes && form.scheme != .plain
            ? "sha256(\(Self.column(form.column)))" : PostgreSQLDigest.sha256(Self.column(form.column))
    }

    /// What the key's column holds, as a text: of a digest alone.
    var stored: String {
        profile.stored.encoding == .bytes
            ? "encode(\(Self.column(profile.stored.column)), 'hex')" : text(profile.stored.column)
    }

    /// Others may write hexadecimal digits in upper case.
    private var isHex: Bool { !table.keepsTexts && profile.stored.encoding == .hex }

    /// What rows are found by whose key is known: the stored form, or of a table that holds keys their digest.
    var proof: String {
        if table.keepsTexts { return "encode(\(PostgreSQLDigest.sha256(Self.column(profile.stored.column))), 'hex')" }
        return isHex ? "lower(\(stored))" : stored
    }

    /// What ``proof`` is of a key.
    func proof(of key: NewKey, in row: NewRow) -> String {
        if table.keepsTexts { return key.fingerprint.hex }
        return switch row.stored(key) {
        case .text(let text): isHex ? text.lowercased() : text
        case .bytes(let bytes): bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
        default: ""
        }
    }

    /// What rows are found by of whose key the fingerprint alone is known: ``proof``, or the mark behind the name.
    var known: String {
        table.foreignDigester == nil
            ? proof : "coalesce(substring(\(label) from ' \\(([0-9a-f]{12})( until [^)]*)?\\)$'), '')"
    }

    /// What ``known`` is of a key; nil where nothing tells.
    func known(_ key: Fingerprint) -> String? {
        if table.keepsTexts { return key.hex }
        return switch profile.stored.stored(key) {
        case .text(let text): isHex ? text.lowercased() : text
        case .bytes: key.hex
        case nil: profile.nameColumn == nil ? nil : key.digits
        }
    }

    /// See ``KeyTable/demandedValues(in:)``.
    var demandedValues: String {
        table.demandedValues(text) { $0.joined(separator: " || '\(KeyTable.separator)' || ") } ?? "NULL::text"
    }

    var owner: String { profile.owner.map { text($0.column) } ?? "NULL::text" }

    /// Compared letter by letter: the column may have a collation that regular expressions refuse.
    var label: String { profile.nameColumn.map { "(\(text($0.column)) COLLATE \"C\")" } ?? "NULL::text" }

    /// The salt, where a column holds it.
    var salt: String { profile.stored.salt?.column.map(text) ?? "NULL::text" }

    /// What is beside the key and is no secret.
    var publicID: String { profile.publicID.map { text($0.column) } ?? "NULL::text" }

    /// The piece of the key that candidates are looked up by.
    var piece: String { profile.lookup.map { text($0.column) } ?? "NULL::text" }

    /// See ``KeyTable/address(of:uuid:)``.
    var address: String {
        var parts: [String] = []
        if let owner = profile.owner {
            parts.append("coalesce(\(owner.kind == .uuid ? "lower(\(text(owner.column)))" : text(owner.column)), '')")
        }
        parts += table.identifying.map { "coalesce(\(text($0)), chr(30))" }
        if profile.owner == nil, profile.nameColumn != nil {
            let label = "coalesce(\(label), chr(30))"
            parts.append("regexp_replace(\(label), ' \\(([0-9a-f]{12}|row:[0-9a-f]{8})( until [^)]*)?\\)$', '')")
        }
        return parts.isEmpty ? "''" : parts.joined(separator: " || chr(31) || ")
    }

    /// Which rows are looked at.
    var isOurs: String {
        let conditions = profile.only.map { "(\(equals($0.column, $0.value)))" }
        return (["\(Self.column(profile.stored.column)) IS NOT NULL"] + conditions).joined(separator: " AND ")
    }

    /// Whether a row `o` of the owners' table is one whose keys the server accepts.
    static func isActive(owner active: ActiveColumn) -> String {
        let column = "o.\(quoted(column: active.column))"
        let conditions = active.live.map { value in
            value.text.map { "\(column) = \(literal($0, escapesBackslash: true))" } ?? "\(column) IS NULL"
        }
        return "coalesce(\(conditions.joined(separator: " OR ")), FALSE)"
    }

    private func equals(_ column: String, _ value: ProfileValue) -> String {
        guard let text = PostgreSQLValueText.text(of: RowValue(value), in: columns[column]) else {
            return "\(Self.column(column)) IS NULL"
        }
        var value = literal(text, escapesBackslash: true)
        // What the column rounds is compared as rounded: 1.555 is 1.56 in a `numeric(6,2)`.
        if let type = columns[column], !type.isText, type.name.contains("(") { value += "::\(type.name)" }
        let isJSON = columns[column].map { $0.type == PostgreSQLField.json } ?? false
        return "\(isJSON ? self.text(column) : Self.column(column)) = \(value)"
    }

    /// Whether a row is active, its end aside.
    var isActive: String {
        let conditions = profile.active.map { active in
            "coalesce(\(active.live.map { equals(active.column, $0) }.joined(separator: " OR ")), FALSE)"
        }
        return conditions.isEmpty ? "TRUE" : conditions.joined(separator: " AND ")
    }

    /// Seconds since 1970, as `float8`; NULL for never.
    func seconds(_ column: TimeColumn) -> String {
        switch column.postgreSQL {
        case .timestamp, .timestamptz:
            if let zone = zone(column) {
                "extract(epoch FROM \(Self.column(column.column)) AT TIME ZONE \(literal(zone.name)))::float8"
            } else {
                "extract(epoch FROM \(Self.column(column.column)))::float8"
            }
        case .iso: "extract(epoch FROM \(Self.column(column.column))::timestamptz)::float8"
        case .epoch: "\(Self.column(column.column))::float8"
        case .epochMilliseconds: "(\(Self.column(column.column))::float8 / 1000)"
        }
    }

    private func zone(_ column: TimeColumn) -> Zone? { column.localZone(inColumnOf: columns[column.column]?.type) }

    /// When a row expires.
    var end: String { profile.expires.map(seconds) ?? "NULL::float8" }

    /// Whether a row is live at a moment, an expression for `float8`.
    func isLive(at moment: String) -> String {
        profile.expires == nil ? isActive : "\(isActive) AND coalesce(\(end) >= \(moment), TRUE)"
    }

    /// A parameter's text as the column holds a moment.
    func moment(_ text: String, as column: TimeColumn) -> String {
        switch column.postgreSQL {
        case .timestamp: "\(text)::timestamp"
        case .timestamptz: "\(text)::timestamptz"
        case .iso: text
        case .epoch, .epochMilliseconds: "\(text)::int8"
        }
    }

    /// A time as ``moment(_:as:)`` takes it, in whole units of the column: not earlier where it is an end, else not later.
    func text(_ instant: Instant, in column: TimeColumn, isEnd: Bool = false) -> String {
        let unit = unit(column)
        let moment = isEnd ? instant.raised(to: unit) : instant.cut(to: unit)
        return MomentText.text(moment, as: column.postgreSQL, in: zone(column))
    }

    /// The least difference between two times of a column.
    func unit(_ column: TimeColumn) -> Duration {
        MomentText.unit(column.postgreSQL) ?? columns[column.column]?.unit ?? .microseconds(1)
    }
}

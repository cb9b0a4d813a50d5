internal import Model

/// The expressions that statements over a described table are made of.
///
/// Columns have no alias: a statement names one table alone.
struct SQLiteTable {
    let table: KeyTable

    var profile: Profile { table.profile }
    var name: String { quoted(profile.table.text) }

    private func text(_ column: String) -> String { "CAST(\(quoted(column: column)) AS TEXT)" }

    /// What tells a row from every other: its id, or a digest of its stored form, which is never shown.
    var handle: String {
        guard let id = table.shownID else {
            return "('\(Fingerprint.digestedRow)' || substr(lower(hex(keyturn_credential(\(key)))), 1, 24))"
        }
        return text(id)
    }

    /// The key's column.
    var key: String { quoted(column: profile.stored.column) }

    /// What the key's column holds, as a text: of a digest alone.
    var stored: String { "iif(typeof(\(key)) = 'blob', lower(hex(\(key))), \(key))" }

    /// What rows are found by whose key is known: the stored form, or of a table that holds keys their digest.
    var proof: String {
        if table.keepsTexts { return "lower(hex(keyturn_sha256(\(key))))" }
        return isHex ? "lower(\(key))" : key
    }

    /// Others may write hexadecimal digits in upper case.
    private var isHex: Bool { !table.keepsTexts && profile.stored.encoding == .hex }

    /// What ``proof`` is of a key.
    func proof(of key: NewKey, in row: NewRow) -> SQLiteCell {
        if table.keepsTexts { return .text(key.fingerprint.hex) }
        return switch row.stored(key) {
        case .text(let text): .text(isHex ? text.lowercased() : text)
        case .bytes(let bytes): .blob(bytes)
        default: .null
        }
    }

    /// What rows are found by of whose key the fingerprint alone is known: ``proof``, or the mark behind the name.
    var known: String { table.foreignDigester == nil ? proof : "keyturn_mark(\(label))" }

    /// What ``known`` is of a key; nil where nothing tells.
    func known(_ key: Fingerprint) -> SQLiteCell? {
        if table.keepsTexts { return .text(key.hex) }
        return switch profile.stored.stored(key) {
        case .text(let text): .text(isHex ? text.lowercased() : text)
        case .bytes(let bytes): .blob(bytes)
        case nil: profile.nameColumn == nil ? nil : .text(key.digits)
        }
    }

    /// See ``KeyTable/demandedValues(in:)``.
    var demandedValues: String {
        table.demandedValues(text) { $0.joined(separator: " || '\(KeyTable.separator)' || ") } ?? "NULL"
    }

    var owner: String { profile.owner.map { quoted(column: $0.column) } ?? "NULL" }
    var label: String { profile.nameColumn.map { quoted(column: $0.column) } ?? "NULL" }

    /// The salt, where a column holds it.
    var salt: String { profile.stored.salt?.column.map(text) ?? "NULL" }

    /// What is beside the key and is no secret.
    var publicID: String { profile.publicID.map { text($0.column) } ?? "NULL" }

    /// The piece of the key that candidates are looked up by.
    var piece: String { profile.lookup.map { text($0.column) } ?? "NULL" }

    /// See ``KeyTable/address(of:uuid:)``; UUIDs are 32 digits.
    var address: String {
        var parts: [String] = []
        if let owner = profile.owner {
            let text = owner.kind == .uuid ? SQLiteValue.hex(quoted(column: owner.column)) : text(owner.column)
            parts.append("coalesce(\(text), '')")
        }
        parts += table.identifying.map { "coalesce(\(text($0)), char(30))" }
        if profile.owner == nil, let name = profile.nameColumn {
            parts.append("coalesce(keyturn_name(\(quoted(column: name.column))), char(30))")
        }
        return parts.isEmpty ? "''" : parts.joined(separator: " || char(31) || ")
    }

    /// Which rows are looked at.
    var isOurs: String {
        let conditions = profile.only.map { "(\(Self.equals($0.column, $0.value)))" }
        return (["\(key) IS NOT NULL"] + conditions).joined(separator: " AND ")
    }

    /// Whether a row of the owners' table is one whose keys the server accepts: 1 or 0.
    static func isActive(owner active: ActiveColumn) -> String {
        "((\(active.live.map { equals(active.column, $0) }.joined(separator: " OR "))) IS TRUE)"
    }

    private static func equals(_ column: String, _ value: ProfileValue) -> String {
        let name = quoted(column: column)
        return switch value {
        case .null: "\(name) IS NULL"
        case .bool(let value): "(\(value ? SQLiteValue.isTrue(name) : SQLiteValue.isFalse(name)))"
        // A column of texts holds it as it is written, or as SQLite writes it.
        case .number(let number) where Int64(number) == nil: "\(name) IN (\(number), \(literal(number)))"
        case .number(let number): "\(name) = \(number)"
        case .text(let text), .json(let text): "\(name) = \(literal(text))"
        }
    }

    /// Whether a row is active, its end aside: 1 or 0.
    var isActive: String {
        let conditions = profile.active.map { active in
            "((\(active.live.map { Self.equals(active.column, $0) }.joined(separator: " OR "))) IS TRUE)"
        }
        return conditions.isEmpty ? "1" : "(\(conditions.joined(separator: " AND ")))"
    }

    /// Microseconds since 1970; NULL for none and for what is not a moment.
    func microseconds(_ column: TimeColumn) -> String {
        let name = quoted(column: column.column)
        if let zone = column.localZone(as: column.sqlite), let place = table.sqliteZones.firstIndex(of: zone) {
            return "\(SQLiteFunctions.localName(place))(\(name))"
        }
        return column.sqlite == .epochMilliseconds
            ? "iif(typeof(\(name)) IN ('integer', 'real'), CAST(\(name) * 1000 AS INTEGER), keyturn_microseconds(\(name)))"
            : "keyturn_microseconds(\(name))"
    }

    /// When a row expires.
    var end: String { profile.expires.map(microseconds) ?? "NULL" }

    /// Whether a row is live at a moment, in microseconds.
    func isLive(at moment: String) -> String {
        profile.expires == nil ? isActive : "(\(isActive) AND coalesce(\(end) >= \(moment), TRUE))"
    }

    /// A time as a column holds it, in whole units: not earlier where it is an end, else not later.
    static func cell(_ instant: Instant, in column: TimeColumn, isEnd: Bool = false) -> SQLiteCell {
        let unit = unit(column)
        let moment = isEnd ? instant.raised(to: unit) : instant.cut(to: unit)
        return switch column.sqlite {
        case .epoch: .integer(MomentText.whole(moment, 1_000_000))
        case .epochMilliseconds: .integer(MomentText.whole(moment, 1_000))
        case .timestamp, .timestamptz, .iso:
            .text(MomentText.text(moment, as: column.sqlite, in: column.localZone(as: column.sqlite)))
        }
    }

    /// The least difference between two times of a column.
    static func unit(_ column: TimeColumn) -> Duration { MomentText.unit(column.sqlite) ?? .microseconds(1) }

    /// A time as it is stored; nil where it is none.
    static func instant(_ cell: SQLiteCell, in column: TimeColumn) -> Instant? {
        if let zone = column.localZone(as: column.sqlite) { return SQLiteValue.instant(cell, in: zone) }
        guard column.sqlite == .epochMilliseconds, let number = cell.integer else { return SQLiteValue.instant(cell) }
        return MomentText.instant(number, as: .epochMilliseconds)
    }
}

extension SQLiteCell: SQLiteArgument {
    var cell: SQLiteCell { self }
}

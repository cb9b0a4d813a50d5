internal import Diagnostics
package import Model
internal import Redaction

/// A key table as its profile describes it, for statements that are made from roles rather than from fixed columns.
package struct KeyTable: Sendable, Hashable {
    /// What is kept.
    package let profile: Profile

    /// What the profile's pepper stands for; nil for none.
    private let pepper: Secret?

    /// How the key's column is computed; nil where it holds the key, and where the pepper is not known.
    let digester: KeyDigester?

    init(_ profile: Profile, pepper: Secret? = nil) {
        self.profile = profile
        self.pepper = pepper
        digester = KeyDigester(profile.stored, of: profile.key, pepper: pepper)
    }

    /// The same table of another version of the application.
    func with(_ profile: Profile) -> KeyTable { KeyTable(profile, pepper: pepper) }

    /// The same where the digest is not the fingerprint itself.
    var foreignDigester: KeyDigester? { profile.stored.isFingerprint ? nil : digester }

    /// Whether rows hold the keys themselves.
    var keepsTexts: Bool { profile.stored.scheme == .plain }

    /// Whether the names of rows that Keyturn issues bear the key's mark.
    var marksNames: Bool { profile.nameColumn != nil && profile.marksNames }

    /// Whether a command that is run after an end asks for what the key's column held; never of a table of keys.
    var tellsEndedTexts: Bool {
        !keepsTexts && (profile.onEnd?.arguments.contains { $0.contains("{stored}") } ?? false)
    }

    /// The zones of SQLite's naive times, each once.
    var sqliteZones: [Zone] {
        profile.times.compactMap { $0.localZone(as: $0.sqlite) }.reduce(into: []) {
            if !$0.contains($1) { $0.append($1) }
        }
    }

    /// Columns that must hold what an identity says, in the order of columns.
    var identifying: [String] { profile.perIdentity.filter { $0.demand == .identifies }.map(\.column) }

    /// Columns whose values an identity must say, in the order of columns.
    private var demanded: [String] { profile.perIdentity.filter { $0.demand != .optional }.map(\.column) }

    /// An expression of what a row holds of them; nil where there are none.
    ///
    /// `text` makes an expression of a column that is a text, `joined` one of several.
    func demandedValues(_ text: (String) -> String, joined: ([String]) -> String) -> String? {
        demanded.isEmpty ? nil : joined(demanded.map { "coalesce(\(text($0)), '\(Self.null)')" })
    }

    /// What the expression's text says, without what may be a key or cannot be shown.
    func demandedValues(in text: String?) -> [ColumnValue] {
        guard let text else { return [] }
        let parts = text.split(separator: Character(Self.separator), omittingEmptySubsequences: false).map(String.init)
        guard parts.count == demanded.count else { return [] }
        return zip(demanded, parts).compactMap { column, part in
            if part == Self.null { return ColumnValue(column: column, value: .null) }
            guard !KeyLikeness.holdsKey(part), PlainText.line(part) == part else { return nil }
            return ColumnValue(column: column, value: .text(part))
        }
    }

    /// The column whose text tells rows apart, where it may be shown; nil where a digest of the stored form does.
    var shownID: String? {
        switch profile.id?.source {
        case nil, .pieces: nil
        default: profile.id?.column
        }
    }

    /// Between the parts of an ``address(of:_:)``; no column holds it.
    static let separator = "\u{1F}"

    /// Stands for NULL in an ``address(of:_:)``.
    static let null = "\u{1E}"

    /// What tells the rows of an owner, as the engine's statement makes it of a row.
    ///
    /// `kept` is the text that the engine has of a value once it is stored; nil for NULL.
    func address(
        of owner: OwnerID,
        uuid: (RowUUID) -> String,
        kept: (ColumnValue) throws -> String?
    ) rethrows -> String {
        var parts: [String] = []
        if let column = profile.owner {
            if column.kind == .uuid {
                let id = owner.described.flatMap { RowUUID($0.id) } ?? owner.uuid
                parts.append(uuid(id))
            } else {
                parts.append(owner.columnText)
            }
        }
        let values = Dictionary(
            (owner.described?.values ?? []).map { ($0.column, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        parts += try identifying.map { try values[$0].flatMap(kept) ?? Self.null }
        if profile.owner == nil, profile.nameColumn != nil { parts.append(owner.described?.keyName ?? Self.null) }
        return parts.joined(separator: Self.separator)
    }

    /// An expression of whether NULL keeps it from being known that a row is active; nil where that cannot be.
    ///
    /// `column` makes an expression of a column's name.
    func isUndecided(_ column: (String) -> String) -> String? {
        let nulls = profile.active.filter(\.leavesNullUndecided).map { "\(column($0.column)) IS NULL" }
        return nulls.isEmpty ? nil : "(\(nulls.joined(separator: " OR ")))"
    }

    /// Owners whose rows could not be told apart: their values are written differently, and the columns keep them as one.
    func sameValues(_ owners: [Owner], _ addresses: [String]) -> StoreError? {
        guard !identifying.isEmpty else { return nil }
        var places: [String: Int] = [:]
        for (place, address) in addresses.enumerated() {
            if let other = places.updateValue(place, forKey: address) {
                return .sameValues(owners[other].id, owners[place].id, table: profile.table.text)
            }
        }
        return nil
    }
}

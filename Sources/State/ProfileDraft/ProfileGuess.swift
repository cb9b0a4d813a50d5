internal import Diagnostics
internal import Model

/// Goes over the columns of a table and gives each a role, the clearest first.
struct ProfileGuess {
    typealias Column = TableDescription.Column
    typealias Value = ProfileDraft.Value
    typealias Entry = ProfileDraft.Entry

    private(set) var lines: [ProfileDraft.Line] = []
    private(set) var questions: [String] = []

    /// Columns without a role yet.
    private(set) var rest: [Column]

    private var hasName = false
    private var hasOwner = false

    /// Every column, by its name.
    private let all: [String: Column]

    init(_ table: TableDescription) {
        rest = table.columns.filter { !$0.isGenerated }
        all = Dictionary(table.columns.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func run() {
        let times = times()
        let active = active()
        let id = id()
        let owner = owner()
        let salt = take { ColumnNames.salts.contains(ColumnNames.plain($0.name)) && $0.kind == .text }
        let first = take { ColumnNames.prefixes.contains(ColumnNames.plain($0.name)) && $0.kind == .text }
        let last = take { ColumnNames.last($0.name) != nil && $0.kind == .text }
        let name = name()
        var stored = StoredGuess(rest, salt: salt, first: first)
        stored.run()
        rest.removeAll { column in stored.taken.contains(column.name) }
        lines += stored.lines
        questions += stored.questions
        pieces(first, last, isSalted: salt != nil)
        lines += [id, owner, name].compactMap(\.self) + active + times
        required()
        closing()
    }

    private mutating func take(_ isIt: (Column) -> Bool) -> Column? {
        guard let index = rest.firstIndex(where: isIt) else { return nil }
        return rest.remove(at: index)
    }

    private mutating func add(_ field: String, _ entries: [Entry], note: String? = nil, isComment: Bool = false) {
        lines.append(ProfileDraft.Line(field: field, value: .map(entries), note: note, isComment: isComment))
    }

    // MARK: - Times

    private mutating func times() -> [ProfileDraft.Line] {
        var found: [ProfileDraft.Line] = []
        var local: [String] = []
        for time in ColumnNames.Time.allCases {
            let column = take { column in
                time.stems.contains(ColumnNames.stem(column.name)) && Self.type(ofTime: column) != nil
            }
            guard let column, let (type, note) = Self.type(ofTime: column) else { continue }
            if type == "timestamp" { local.append("`\(column.name)`") }
            var entries = [Entry("column", .text(column.name)), Entry("type", .word(type))]
            if time.field == "expires", !column.isNullable { entries.append(Entry("required", .word("true"))) }
            let isVague = ColumnNames.vagueUses.contains(ColumnNames.stem(column.name))
            if isVague {
                questions.append("Whether `\(column.name)` is when the key itself was last used (`used`).")
            }
            let notes = [isVague ? "a guess by its name" : nil, note].compactMap(\.self)
            found.append(
                ProfileDraft.Line(
                    field: time.field,
                    value: .map(entries),
                    note: notes.isEmpty ? nil : notes.joined(separator: "; ")
                )
            )
        }
        if !found.contains(where: { $0.field == "created" }) {
            questions.append(
                "Which column says when a row was made (`created`): without one, `rotation.every` needs `rotation.expires`."
            )
        }
        if !local.isEmpty {
            let columns = local.joined(separator: ", ")
            questions.append("Whether these times are UTC: \(columns). `zone` names another zone.")
        }
        return found
    }

    /// How a moment is written, and what tells that; nil for a column that holds none.
    private static func type(ofTime column: Column) -> (String, String?)? {
        switch (column.kind, column.shape?.form) {
        case (.timestamptz, _): return ("timestamptz", nil)
        case (.timestamp, .iso), (.text, .iso): return ("iso", "by its values")
        case (.timestamp, .zoned), (.text, .zoned): return ("timestamptz", "by its values")
        case (.timestamp, .number(let number)), (.integer, .number(let number)):
            return (number > 100_000_000_000 ? "epoch-ms" : "epoch", "by its values")
        case (.timestamp, _), (.text, .plainTime): return ("timestamp", nil)
        case (.text, nil): return ("iso", "a guess: there are no rows")
        case (.integer, _):
            let name = ColumnNames.plain(column.name)
            if name.hasSuffix("ms") { return ("epoch-ms", "by its name") }
            return name.hasSuffix("unix")
                ? ("epoch", "by its name")
                : ("epoch", "a guess: there are no rows, epoch-ms?")
        default: return nil
        }
    }

    // MARK: - Life

    private mutating func active() -> [ProfileDraft.Line] {
        var found: [Value] = []
        for column in rest {
            guard let value = Self.active(column) else { continue }
            rest.removeAll { $0.name == column.name }
            found.append(value)
        }
        for column in rest where ColumnNames.mayEnd(column.name) {
            questions.append("Which values of `\(column.name)` a live row has, and which one ends it (`active`).")
        }
        guard !found.isEmpty else { return [] }
        return [
            ProfileDraft.Line(field: "active", value: found.count == 1 ? found[0] : .list(found), note: "by its name")
        ]
    }

    private static func active(_ column: Column) -> Value? {
        let name = Value.text(column.name)
        let flag = ColumnNames.flag(column.name)
        // A row that nothing was ever said of has not ended.
        let null = column.isNullable ? ", null" : ""
        switch column.kind {
        case .boolean:
            if ColumnNames.ended.contains(flag) {
                return .map([
                    Entry("column", name), Entry("live", .word("[false\(null)]")), Entry("ended", .word("true")),
                ])
            }
            guard ColumnNames.live.contains(flag) else { return nil }
            return .map([Entry("column", name), Entry("live", .word("[true]")), Entry("ended", .word("false"))])
        case .integer:
            if ColumnNames.ended.contains(flag) {
                return .map([Entry("column", name), Entry("live", .word("[0\(null)]")), Entry("ended", .word("1"))])
            }
            guard ColumnNames.live.contains(flag) else { return nil }
            return .map([Entry("column", name), Entry("live", .word("[1]")), Entry("ended", .word("0"))])
        case .timestamp, .timestamptz:
            guard column.isNullable, ColumnNames.ended.contains(ColumnNames.stem(column.name)) else { return nil }
            return .map([Entry("column", name), Entry("live", .word("[null]")), Entry("ended", .word("now"))])
        default: return nil
        }
    }

    // MARK: - Rows and whose they are

    private mutating func id() -> ProfileDraft.Line? {
        let isStored = { (column: Column) in ColumnNames.isKey(column.name) || ColumnNames.isDigest(column.name) }
        guard let column = take({ $0.isPrimaryKey && !isStored($0) }) else { return nil }
        var entries = [Entry("column", .text(column.name))]
        var note: String?
        switch column.kind {
        case _ where column.hasDefault: entries.append(Entry("made", .word("database")))
        case .uuid: entries.append(Entry("made", .word("uuid")))
        case .integer:
            entries.append(Entry("made", .word("database")))
            questions.append("What generates `\(column.name)`: the catalog shows no default.")
        default:
            let isUUID =
                column.shape?.form == .uuid || column.length == 36 || column.shape == nil && column.length == nil
            if isUUID {
                note = column.shape == nil ? "a guess: there are no rows" : "by its values"
                entries.append(Entry("made", .word("uuid")))
            } else {
                let length = max(12, min(column.shape?.length ?? 24, column.length ?? 24))
                note = "a guess"
                entries += [Entry("made", .word("text")), Entry("length", .word("\(length)"))]
                questions.append("How the application makes `\(column.name)`: random texts are assumed.")
            }
        }
        return ProfileDraft.Line(field: "id", value: .map(entries), note: note)
    }

    private mutating func owner() -> ProfileDraft.Line? {
        func rank(_ column: Column) -> Int? {
            let name = ColumnNames.plain(column.name)
            let isID = name.hasSuffix("id") || column.references != nil
            guard isID, column.references != nil || !column.isNullable, Self.ownerType(column) != nil else {
                return nil
            }
            return ColumnNames.owners.firstIndex { name.contains($0) } ?? (name == "uid" ? 0 : nil)
        }
        let named = rest.compactMap { column in rank(column).map { (column, $0) } }.min { $0.1 < $1.1 }?.0
        let only = rest.filter { $0.references != nil && Self.ownerType($0) != nil }
        guard let column = named ?? (only.count == 1 ? only[0] : nil), let type = Self.ownerType(column) else {
            return nil
        }
        rest.removeAll { $0.name == column.name }
        hasOwner = true
        var entries = [Entry("column", .text(column.name)), Entry("type", .word(type))]
        if let table = column.references {
            entries.append(Entry("references", .text("\(table.table).\(table.column)")))
        } else {
            questions.append(
                "Which table the owners of `\(column.name)` are in (`owner.references`): no foreign key says."
            )
        }
        return ProfileDraft.Line(
            field: "owner",
            value: .map(entries),
            note: column.references == nil ? "by its name" : nil
        )
    }

    private static func ownerType(_ column: Column) -> String? {
        switch column.kind {
        case .uuid: return "uuid"
        case .integer: return "integer"
        case .text:
            let isUUID = column.shape.map { $0.form == .uuid || $0.form == .hex && $0.length == 32 } ?? false
            return isUUID ? "uuid" : "text"
        default: return nil
        }
    }

    private mutating func name() -> ProfileDraft.Line? {
        let found = rest.filter { $0.kind == .text }.compactMap { column in
            ColumnNames.names.firstIndex(of: ColumnNames.plain(column.name)).map { (column, $0) }
        }.min { $0.1 < $1.1 }?.0
        guard let found else { return nil }
        rest.removeAll { $0.name == found.name }
        hasName = true
        var entries = [Entry("column", .text(found.name))]
        let index = found.uniqueWith.first { $0.allSatisfy(isTheSame) }
        if found.isUnique || index != nil { entries.append(Entry("unique", .word("true"))) }
        if let length = found.length {
            if length > Self.markedName {
                entries.append(Entry("maximum", .word("\(length)")))
            } else {
                questions.append(
                    "Whether `\(found.name)`, which takes \(length) characters, has room for the mark that keyturn appends to names."
                )
            }
        }
        let others = index.map { $0.map { "`\($0)`" }.inWords }
        return ProfileDraft.Line(field: "name", value: .map(entries), note: others.map { "unique with \($0)" })
    }

    /// Whether a column is likely to be the same in two rows of one identity, so that it keeps no two names apart.
    private func isTheSame(_ name: String) -> Bool {
        guard let column = all[name], !ColumnNames.isKey(name), !ColumnNames.isDigest(name) else { return false }
        return column.kind != .timestamp && column.kind != .timestamptz && !column.isPrimaryKey
            && column.kind != .boolean
    }

    /// What is written behind a name is this long, where it also holds the end.
    private static let markedName = 41

    // MARK: - Pieces of the key

    private mutating func pieces(_ first: Column?, _ last: Column?, isSalted: Bool) {
        func entries(_ column: Column, _ side: String, _ fallback: Int) -> [Entry] {
            let shape = column.shape.flatMap { shape in shape.length.map { $0 + shape.prefix.count } }
            let length = column.length.flatMap { $0 <= 24 ? $0 : nil }
            let count = shape ?? (side == "first" ? length : nil) ?? fallback
            return [Entry("column", .text(column.name)), Entry(side, .word("\(count)"))]
        }
        if let first {
            add("lookup", entries(first, "first", 8), note: "by its name: what the key begins with")
        }
        guard let last else { return }
        let shown = entries(last, "last", ColumnNames.last(last.name) ?? 4)
        if isSalted, first == nil {
            add("lookup", shown, note: "by its name: what the key ends with")
        } else {
            lines.append(
                ProfileDraft.Line(
                    field: "hints",
                    value: .list([.map(shown)]),
                    note: "by its name: what the key ends with"
                )
            )
        }
    }

    // MARK: - The others

    /// Columns that must have a value differ from key to key, as far as anyone can tell.
    private mutating func required() {
        var needed: [Column] = []
        rest.removeAll { column in
            if column.isRequired { needed.append(column) }
            return column.isRequired
        }
        let isIdentified = !hasName && hasOwner
        var identifying = isIdentified ? needed.first { $0.references != nil } : nil
        if isIdentified, identifying == nil, let column = rest.first(where: Self.namesAnother) {
            // It may be null, and names something else than the owner all the same.
            rest.removeAll { $0.name == column.name }
            needed.insert(column, at: 0)
            identifying = column
        }
        guard !needed.isEmpty else {
            if isIdentified {
                questions.append(
                    "Whether every row of an owner is one service's (`dedicated: true` in `owner`): rows have no name."
                )
            }
            return
        }
        let told = identifying ?? (isIdentified ? needed.first : nil)
        add(
            "perIdentity",
            needed.map { Entry($0.name, .word($0.name == told?.name ? "identifies" : "required")) },
            note: told == nil ? "must have a value" : "a guess: rows have no name"
        )
        if let told {
            questions.append(
                "Whether `\(told.name)` identifies an identity's rows among those of its owner: rows have no name."
            )
        }
        let others = needed.filter { $0.name != told?.name }
        guard !others.isEmpty else { return }
        let list = others.map { "`\($0.name)`" }.joined(separator: ", ")
        let (hold, they) = others.count == 1 ? ("holds", "it is") : ("hold", "they are")
        questions.append(
            "What \(list) \(hold): where \(they) the same for all keys, declare it once with `values` or `only`."
        )
    }

    /// Whether a column names a row of another table, by a foreign key or by its name.
    private static func namesAnother(_ column: Column) -> Bool {
        let name = ColumnNames.plain(column.name)
        return column.references != nil || name.hasSuffix("id") && name.count > 2 && ownerType(column) != nil
    }

    private mutating func closing() {
        let rights = rest.filter { column in ColumnNames.rights.contains { ColumnNames.plain(column.name).contains($0) }
        }
        if !rights.isEmpty {
            let names = rights.map { "`\($0.name)`" }.joined(separator: ", ")
            questions.append(
                "What \(names) of new rows must hold: a new key has what the column's default gives. `values` writes the same "
                    + "for all keys, `perIdentity` what each identity declares."
            )
        }
        if !hasName, !hasOwner {
            questions.append("Which column identifies an identity's rows: none looks like a name or an owner.")
        }
        lines.append(
            ProfileDraft.Line(
                field: "effectiveAfter",
                value: .word("60s"),
                note: "if the application keeps keys in a cache",
                isComment: true
            )
        )
        questions.append(
            "How late the application notices a changed row (`effectiveAfter`), and what its cache needs (`onEnd`)."
        )
    }
}

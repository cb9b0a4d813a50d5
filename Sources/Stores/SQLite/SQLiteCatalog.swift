internal import Glibc
internal import Model

/// Asks SQLite's schema, and the file system, whether rows can be written into the two tables.
///
/// A constant number of statements; reads nothing of the tables but one id, which shows how UUIDs are written.
struct SQLiteCatalog {
    private let profile: StoreProfile
    private let path: String

    init(_ profile: StoreProfile, path: String) {
        self.profile = profile
        self.path = path
    }

    func read(_ database: SQLiteDatabase) throws -> StoreSchema {
        var schema = StoreSchema(barrier: try barrier(database))
        for (content, name) in profile.catalogTables {
            let roles = content == .owners ? profile.ownerRoles : profile.keyRoles
            if let table = try table(database, content, name, roles) { schema.tables.append(table) }
        }
        return schema
    }

    // MARK: - The file

    private func barrier(_ database: SQLiteDatabase) throws -> StoreSchema.Barrier? {
        guard Self.mayWrite(path) else { return .readOnlyFile }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        guard !Self.mayWrite(folder) else { return nil }
        // Someone else may hold a write-ahead log open, whose files are there then.
        let isLogged = try database.text("PRAGMA journal_mode") == "wal"
        return isLogged && Self.mayWrite(path + "-wal") && Self.mayWrite(path + "-shm") ? nil : .readOnlyFolder
    }

    /// By the rights that count when a file is opened.
    private static func mayWrite(_ path: String) -> Bool { faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 }

    // MARK: - The tables

    private func table(
        _ database: SQLiteDatabase,
        _ content: StoreSchema.Table.Content,
        _ shown: String,
        _ roles: [String: StoreSchema.Role]
    ) throws -> StoreSchema.Table? {
        // A file has one schema, which the catalog does not name.
        let name = profile.described?.profile.table.name ?? shown
        // In older versions of SQLite `pragma_table_list` is missing; its last word is in the table's own SQL.
        let sql = "SELECT type, sql FROM sqlite_master WHERE name = ? COLLATE NOCASE AND type IN ('table', 'view')"
        let entry = try database.first(sql, [name]) { (type: $0.text(0), text: $0.text(1) ?? "") }
        guard let (type, text) = entry else { return nil }
        var table = StoreSchema.Table(content, name: shown)
        table.marksNames = profile.described?.marksNames == true
        table.ending = profile.described?.profile.ending ?? .server
        if type == "view" { table.kind = .view }
        if text.uppercased().hasPrefix("CREATE VIRTUAL") { table.kind = .foreign }
        table.hasConditions = text.uppercased().contains("CHECK")
        table.isStrict = SQLiteColumns.isStrict(text)
        let triggers = try database.map(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE ORDER BY 1",
            [name]
        ) { (name: $0.text(0) ?? "", sql: $0.text(1) ?? "") }
        table.triggers = triggers.map(\.name)
        table.opaqueTriggers = triggers.filter { !Self.datesRows($0.sql) }.map(\.name)
        table.columns = try columns(database, name, content, roles, isStrict: table.isStrict)
        if table.columns.contains(where: \.isGenerated) { table.hasConditions = true }
        if content == .keys, let described = profile.described?.profile,
            try !SQLiteReferences(of: name, besides: described.owner?.lookedUp, in: database).isEmpty
        {
            table.hasConditions = true
        }
        table.lookForMissing(roles)
        table.uniques = try uniques(database, name)
        if content == .keys, table.ending.deletes {
            table.holders = try database.texts(Self.holders, [name])
        }
        return table
    }

    /// Tables whose foreign keys neither cascade nor are set to NULL.
    private static let holders = """
        SELECT DISTINCT m.name FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
        WHERE m.type = 'table' AND f."table" = ? COLLATE NOCASE AND f.on_delete IN ('NO ACTION', 'RESTRICT') ORDER BY 1
        """

    /// Whether a trigger does nothing but write the time of a change, as most applications have it.
    private static func datesRows(_ sql: String) -> Bool {
        let words = PlainNames.words(sql.lowercased())
        guard let start = words.lastIndex(of: "begin"), words.count > start + 5 else { return false }
        let body = words[start...].dropFirst()
        guard body.first == "update", let set = body.firstIndex(of: "set"), body.last == "end" else { return false }
        let column = words[set + 1]
        return sql.count { $0 == ";" } == 1 && ["updat", "modif", "chang"].contains { column.contains($0) }
            && words[set...].count { $0 == "raise" || $0 == "case" || $0 == "select" } == 0
    }

    private func columns(
        _ database: SQLiteDatabase,
        _ table: String,
        _ content: StoreSchema.Table.Content,
        _ roles: [String: StoreSchema.Role],
        isStrict: Bool
    ) throws -> [StoreSchema.Column] {
        // SQLite ignores the case of names.
        let spellings = Dictionary(grouping: roles.keys.sorted()) { $0.lowercased() }
        let roles = Dictionary(roles.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
        let isDashed = try usesDashes(database)
        let sql = "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?)"
        return try database.map(sql, [table]) { row in
            let name = row.text(0) ?? ""
            let type = row.text(1) ?? ""
            var column = StoreSchema.Column(name, role: roles[name.lowercased()], type: type)
            column.spellings = spellings[name.lowercased()] ?? []
            let isKey = (row[4].integer ?? 0) > 0
            let isRowNumber = try isKey && SQLiteNumbering(table, name).isRowNumber(in: database)
            column.isNullable = (row[2].integer ?? 0) == 0
            // A row's number is filled in where no one writes it.
            column.hasDefault =
                !row[3].isNull && !isNull(row.text(3) ?? "", database) || isRowNumber
            column.isGenerated = (row[5].integer ?? 0) >= 2
            column.expression = row[3].isNull && column.hasDefault ? "nextval()" : row.text(3)
            column.isNumbered = isRowNumber
            column.affinity = ColumnAffinity(type: type, isStrict: isStrict)
            column.mayBeNumber =
                !isDashed && profile.described == nil && [.ownerID, .keyID, .keyOwner].contains(column.role)
            profile.described?.judge(&column, of: content, isStrict: isStrict, isDashed: isDashed)
            return column
        }
    }

    /// Whether a default is NULL, which is none where a column allows no NULL.
    private func isNull(_ expression: String, _ database: SQLiteDatabase) -> Bool {
        // Of what only an insert can compute, SQLite says that it is an error.
        ((try? database.first("SELECT (\(expression)) IS NULL") { $0[0].integer == 1 }) ?? nil) == true
    }

    /// Whether UUIDs are written with dashes; what cannot be read is told as what it lacks.
    private func usesDashes(_ database: SQLiteDatabase) throws -> Bool {
        guard let table = profile.described else { return (try? SQLiteIssue.usesDashes(database, profile)) ?? true }
        return (try? SQLiteTable(table: table).usesDashes(database)) ?? true
    }

    func uniques(_ database: SQLiteDatabase, _ table: String) throws -> [StoreSchema.Unique] {
        let sql = """
            SELECT l.name, group_concat(coalesce(x.name, '()'), char(10)), m.sql, l.partial
            FROM pragma_index_list(?) l JOIN pragma_index_xinfo(l.name) x LEFT JOIN sqlite_master m ON m.name = l.name
            WHERE l."unique" AND x.key GROUP BY l.seq, l.name, m.sql, l.partial
            """
        return try database.map(sql, [table]) { row in
            let text = row.text(2) ?? ""
            var parts = (row.text(1) ?? "").split(separator: "\n").map { Self.part(String($0)) }
            // An expression has no name: the index's own text says which columns are in it.
            if parts.contains("()") {
                let written = Self.expressions(text)
                parts = written.count == parts.count ? zip(parts, written).map { $0 == "()" ? $1 : $0 } : written
            }
            return StoreSchema.Unique(
                row.text(0) ?? "",
                parts,
                predicate: (row[3].integer ?? 0) == 1 ? Self.condition(text) : nil
            )
        }
    }

    /// A column's name as SQL writes it, in quotes where it has other letters; `()` stays what stands for an expression.
    private static func part(_ name: String) -> String {
        name == "()" || name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } ? name : quoted(column: name)
    }

    /// What the commas part between the first parenthesis and the one that closes it.
    private static func expressions(_ sql: String) -> [String] {
        var parts: [String] = []
        var depth = 0
        // The quote that is open: what is in it parts nothing.
        var quote: Character?
        for letter in sql {
            if let open = quote {
                if letter == open { quote = nil }
                if depth > 0 { parts[parts.count - 1].append(letter) }
                continue
            }
            if "'\"`".contains(letter) { quote = letter }
            if letter == ")" { depth -= 1 }
            if depth == 0, !parts.isEmpty { break }
            if depth == 1, letter == "," {
                parts.append("")
            } else if depth > 0 {
                parts[parts.count - 1].append(letter)
            }
            if letter == "(" {
                depth += 1
                if depth == 1 { parts.append("") }
            }
        }
        return parts.map { $0.split { " \n\t".contains($0) }.joined(separator: " ") }
    }

    private static func condition(_ sql: String) -> String { split(sql[...], at: "WHERE").behind }

    private static func split(_ sql: Substring, at word: String) -> (before: String, behind: String) {
        let words = sql.split(omittingEmptySubsequences: true) { " \n\t".contains($0) }
        guard let place = words.lastIndex(where: { $0.uppercased() == word }) else { return (String(sql), "") }
        return (
            words[..<place].joined(separator: " "), words[words.index(after: place)...].joined(separator: " ")
        )
    }
}

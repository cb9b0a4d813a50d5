internal import Diagnostics
internal import Model

/// What stands in the way of writing into one column.
struct ColumnObstacle {
    let table: StoreSchema.Table
    let column: StoreSchema.Column
    let environment: Environment

    /// Nil where times are not judged.
    let now: Instant?

    init(
        _ table: StoreSchema.Table,
        _ column: StoreSchema.Column,
        _ environment: Environment,
        now: Instant? = nil
    ) {
        self.table = table
        self.column = column
        self.environment = environment
        self.now = now
    }

    /// The first that is found.
    var obstacle: Obstacle? {
        guard let role = column.role else { return unwritten }
        if column.spellings.count > 1 {
            return found(
                "has several roles: SQLite takes \(column.spellings.map(PlainText.line).joined(separator: " and ")) for one column",
                fix: "name another column for each of them in the profile"
            )
        }
        if column.isGenerated {
            return found("is generated: nothing can be written into it", fix: "make it a plain column")
        }
        if column.isDrawn, !column.isNumbered {
            return found(
                "is numbered by no sequence, and `{id}` in `key.form` needs the next number",
                fix: "number it by a sequence (INTEGER PRIMARY KEY in SQLite), or say `made: uuid` in the profile"
            )
        }
        if column.isDescribed {
            return misfit ?? tooShort(role) ?? unwritableOwner ?? unwritableConstant ?? unkept(role) ?? neverNull(role)
                ?? unwritableEnd(role)
        }
        // A column that is too short is reported by its length, which says more.
        return tooShort(role) ?? unsuitableValues(role) ?? unsuitableType(role) ?? unkept(role) ?? neverNull(role)
    }

    private var need: Obstacle.Need { table.content == .owners ? .insertOwner : .issue }

    func found(_ what: String, _ need: Obstacle.Need? = nil, fix: String) -> Obstacle {
        Obstacle(need ?? self.need, .unsuitableColumn, "the column \(table.name).\(column.name) \(what)", fix: fix)
    }

    /// The profile says that the column is something else than it is.
    private var misfit: Obstacle? {
        column.misfit.map { wanted in
            found(
                "has the type \(column.type), and the profile writes \(wanted)",
                fix: (environment.correction(of: column.name) ?? "correct \(column.name) in the profile")
                    + ", its type or scheme, or name the table that it describes"
            )
        }
    }

    /// Not written by any run.
    private var unwritten: Obstacle? {
        if column.isUnfilled {
            return found(
                "gets no value of its own, and the profile leaves it to the database (`made: database`)",
                fix:
                    "number its rows (INTEGER PRIMARY KEY in SQLite, else a default), or say `made: uuid` in the profile"
            )
        }
        guard !column.isNullable, !column.hasDefault, !column.isGenerated else { return nil }
        if column.isDescribed {
            return found(
                "allows no NULL, has no default, and the profile does not write it",
                fix: "add it to the profile: `values: { \(column.name): … }`, or `perIdentity` where identities differ"
            )
        }
        return found(
            "allows no NULL, has no default, and keyturn does not write it",
            fix: "give it a default: ALTER TABLE \(table.name) ALTER COLUMN \(column.name) SET DEFAULT …"
        )
    }

    /// PostgreSQL alone, whose types are strict.
    private func unsuitableValues(_ role: StoreSchema.Role) -> Obstacle? {
        guard let values = column.values, role != .other else { return nil }
        let (wanted, type): (StoreSchema.Values, String) =
            switch role {
            case .ownerID, .keyID, .keyOwner: (.uuid, "uuid")
            case .isActive: (.boolean, "boolean")
            case .expiresAt, .createdAt, .lastUsedAt, .otherTime: (.time, "timestamp")
            case .ownerEmail, .ownerName, .key, .keyName, .other: (.text, "text")
            }
        guard values != wanted else { return nil }
        return found(
            "has the type \(column.type), and keyturn writes \(type)",
            fix:
                "name a table whose columns have the types of the profile, or change it: ALTER TABLE \(table.name) ALTER "
                + "COLUMN \(column.name) TYPE \(type)"
        )
    }

    /// SQLite alone.
    private func unsuitableType(_ role: StoreSchema.Role) -> Obstacle? {
        let type = column.type.uppercased()
        let isText = role != .isActive
        let isID = [.ownerID, .keyID, .keyOwner].contains(role)
        if isText, isID, type.contains("INT"), table.isStrict || type == "INTEGER" {
            return found("has the type \(column.type), where ids are UUIDs", fix: "name a table whose ids are UUIDs")
        }
        if table.isStrict, isText, ["INT", "INTEGER", "REAL", "BLOB"].contains(type) {
            return found("has the type \(column.type), which cannot hold text", fix: "make it TEXT, or ANY")
        }
        if table.isStrict, !isText, type == "TEXT" || type == "BLOB" {
            return found("has the type \(column.type), which cannot hold a number", fix: "make it INTEGER, or ANY")
        }
        return nil
    }

    private func tooShort(_ role: StoreSchema.Role) -> Obstacle? {
        guard let length = column.length else { return nil }
        let identities = environment.identities.filter { !$0.isAbsent }
        let lengths: [Int] =
            switch role {
            case .ownerEmail: identities.map { size(of: $0.owner.email) }
            case .ownerName: identities.map { size(of: $0.owner.name) }
            case .keyName: identities.map { size(of: $0.key.name) + table.mark }
            case _ where column.needed != nil: [column.needed ?? 0]
            case .key: identities.map { $0.key.format.length }
            case .ownerID, .keyID, .keyOwner: column.isDescribed ? [] : [36]
            default: []
            }
        guard let longest = lengths.max() else { return nil }
        let fix = "make it longer: ALTER TABLE \(table.name) ALTER COLUMN \(column.name) TYPE varchar(255)"
        if longest > length { return found("holds \(length) characters, and \(longest) must be written", fix: fix) }
        guard role == .keyName, table.ending.isMarked else { return nil }
        let ended = longest - table.mark + MarkedName.lengthWithEnd
        guard ended > length else { return nil }
        return found(
            "holds \(length) characters, and \(ended) must be written where a key is replaced: its end is in its name",
            .endMark,
            fix: fix
        )
    }

    /// How much of ``StoreSchema/Column/length`` a text takes: PostgreSQL's `name` counts bytes.
    func size(of text: String) -> Int { column.type == "name" ? text.utf8.count : text.unicodeScalars.count }

    private func neverNull(_ role: StoreSchema.Role) -> Obstacle? {
        guard !column.isNullable else { return nil }
        switch role {
        case .lastUsedAt:
            return found(
                "allows no NULL, and a new key has no last use",
                fix: "let it be NULL: ALTER TABLE \(table.name) ALTER COLUMN \(column.name) DROP NOT NULL"
            )
        case .expiresAt:
            guard environment.identities.contains(where: { !$0.isAbsent && $0.rotation.expires == nil }) else {
                return nil
            }
            return found(
                "allows no NULL, and keys without `rotation.expires` never expire",
                fix: "declare `rotation.expires` for every identity, or let the column be NULL"
            )
        default: return nil
        }
    }
}

extension StoreSchema.Table {
    /// How many characters are written behind a name at the row's birth.
    fileprivate var mark: Int { marksNames ? MarkedName.length : 0 }
}

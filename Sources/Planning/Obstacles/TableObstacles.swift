internal import Diagnostics
internal import Model

/// What stands in the way of writing into one table.
struct TableObstacles {
    private let table: StoreSchema.Table
    private let role: String
    private let environment: Environment
    private let now: Instant?

    init(_ table: StoreSchema.Table, role: String, _ environment: Environment, now: Instant? = nil) {
        self.table = table
        self.role = role
        self.environment = environment
        self.now = now
    }

    var all: [Obstacle] {
        guard !table.hidesRows else { return [hidden] }
        guard table.kind == .table else { return [unsuitableKind] }
        guard table.missing.isEmpty else { return table.missing.map(missing) }
        return table.subscriptions.map(subscribed) + held + asWhole + rights + columns
            + table.uniques.compactMap(unique) + table.objections.compactMap(objection)
    }

    private var insertion: Obstacle.Need { table.content == .owners ? .insertOwner : .issue }

    /// The identities that a new row may be written for.
    private var identities: some Sequence<Identity> { environment.identities.lazy.filter { !$0.isAbsent } }

    // MARK: - The table as a whole

    private var hidden: Obstacle {
        Obstacle(
            .write,
            .rowsHidden,
            "row-level security hides rows of \(table.name) from the role \(role)",
            detail: "Keys that cannot be seen cannot be compared, replaced or ended.",
            fix: "let the role see every row (ALTER ROLE … BYPASSRLS), or use a role that owns the table"
        )
    }

    private var unsuitableKind: Obstacle {
        let word = table.kind == .view ? "a view" : "a foreign or virtual table"
        return Obstacle(
            table.content == .owners ? .insertOwner : .write,
            .unsuitableTable,
            "\(table.name) is \(word): rows cannot be written into it safely",
            detail: "It may hide rows, and writes may go elsewhere.",
            // A file has no schemas.
            fix: role.isEmpty
                ? "name the table itself in the profile's `table`"
                : "let `database.url` reach the table itself, for example by the role's search_path"
        )
    }

    private func missing(_ column: String) -> Obstacle {
        Obstacle(
            table.content == .owners ? .insertOwner : .write,
            .missingColumn,
            "the table \(table.name) has no column \(column)",
            fix: environment.correction(of: column).map { "\($0), or bring the server's schema up to date" }
                ?? "bring the server's schema up to date"
        )
    }

    private func subscribed(_ subscription: StoreSchema.Subscription) -> Obstacle {
        let state = subscription.isEnabled ? "" : " (disabled now)"
        let taken = subscription.publications
        let origin =
            taken.isEmpty
            ? "another server"
            : "the publication\(taken.count == 1 ? "" : "s") \(taken.joined(separator: ", ")) of another server"
        return Obstacle(
            table.content == .owners ? .insertOwner : .write,
            .replicatedDatabase,
            "the subscription \(subscription.name)\(state) writes the rows of \(table.name), from \(origin)",
            detail: "Changes that are made here conflict with replicated ones, or are undone by them.",
            fix: "name the server that the rows come from in `database.url`, or remove the table from the subscription"
        )
    }

    private var held: [Obstacle] {
        guard !table.holders.isEmpty else { return [] }
        let tables = table.holders.prefix(5).map(PlainText.line).joined(separator: ", ")
        return [
            Obstacle(
                .onlyEnd,
                .unsuitableTable,
                "keys of \(table.name) end by deletion, and rows of \(tables) would prevent it",
                fix: "let the foreign key cascade, or name a column that deactivates a row (`active`)"
            )
        ]
    }

    private var asWhole: [Obstacle] {
        var found: [Obstacle] = []
        if table.rewrites {
            found.append(
                Obstacle(
                    table.content == .owners ? .insertOwner : .write,
                    .unsuitableTable,
                    "a rule (CREATE RULE … DO INSTEAD) of \(table.name) replaces statements that write",
                    fix: "drop the rule, or use a trigger in its place"
                )
            )
        }
        if table.isUnlogged {
            found.append(
                Obstacle(
                    .nothing,
                    .unsuitableTable,
                    "the table \(table.name) is unlogged: a crash of the server empties it",
                    fix: "ALTER TABLE \(table.name) SET LOGGED"
                )
            )
        }
        return found
    }

    // MARK: - Rights

    private var rights: [Obstacle] {
        let written = table.columns.filter { $0.role != nil }
        var found = [lack("INSERT", of: written.filter { !$0.mayInsert }, insertion)]
        let names = Set(written.filter { !$0.isDrawn }.map(\.name))
        let drawn = Set(written.filter(\.isDrawn).map(\.name))
        found += table.closedSequences.filter { sequence in
            drawn.contains(sequence.column) || !names.contains(sequence.column) && !sequence.isIdentity
        }.map {
            lack("USAGE", on: "the sequence \($0.name), which numbers the rows of \(table.name)", insertion)
        }
        found += table.closedFunctions.filter { !names.contains($0.column) }.map {
            lack("EXECUTE", on: "the function \($0.name), which fills \(table.name).\($0.column)", insertion)
        }
        if table.content == .keys {
            let ended = endedRoles
            found.append(
                lack(
                    "UPDATE",
                    of: written.filter { $0.role.map(ended.contains) == true && !$0.mayUpdate },
                    table.ending.isByKeyturn ? .onlyEnd : .end
                )
            )
            if !table.mayDelete, table.ending.deletes {
                found.append(lack("DELETE", on: table.name, .onlyEnd))
            } else if !table.mayDelete, environment.identities.contains(where: { $0.rotation.retain != nil }) {
                found.append(lack("DELETE", on: table.name, .delete))
            }
        }
        return found.compactMap(\.self)
    }

    /// What is changed in a row at its end.
    private var endedRoles: Set<StoreSchema.Role> {
        Set([.isActive, .expiresAt, .otherTime] + (table.ending.isMarked ? [.keyName] : []))
    }

    private func lack(_ right: String, of columns: [StoreSchema.Column], _ need: Obstacle.Need) -> Obstacle? {
        guard !columns.isEmpty else { return nil }
        return lack("\(right) (\(columns.map(\.name).joined(separator: ", ")))", on: table.name, need)
    }

    private func lack(_ right: String, on table: String, _ need: Obstacle.Need) -> Obstacle {
        Obstacle(
            need,
            .missingRight,
            "the role \(role) lacks \(right) on \(table)",
            fix: "run what `keyturn doctor --grants -e \(environment.name)` prints, as the owner of the table"
        )
    }

    // MARK: - Columns

    private var columns: [Obstacle] {
        table.columns.compactMap { ColumnObstacle(table, $0, environment, now: now).obstacle }
    }

    // MARK: - Unique rows

    /// A rotation needs two live rows of one owner and one name at a time.
    private func unique(_ unique: StoreSchema.Unique) -> Obstacle? {
        guard table.content == .keys else { return nil }
        let (need, what): (Obstacle.Need, String)
        switch UniqueRule(unique, of: table, for: Array(identities)).verdict {
        case .nothing: return nil
        case .overlap: (need, what) = (.issue, "allows no second live key of an identity")
        case .perhaps: (need, what) = (.nothing, "may allow no second live key of an identity")
        case .secondEnd where table.ending.isMarked:
            (need, what) = (.endMark, "allows no second row of an identity with its end in the name")
        case .secondEnd: (need, what) = (.end, "allows no second row of an identity with an expiry")
        // A key that leaked is deactivated all the same, as often as the index lets it.
        case .secondDeactivation: (need, what) = (.nothing, "allows no second deactivated key of an identity")
        }
        let columns = unique.parts.joined(separator: ", ")
        let condition = unique.predicate.map { " where \($0)" } ?? ""
        let kind = unique.isExclusion ? "excludes rows" : "is unique"
        return Obstacle(
            need,
            .unsuitableTable,
            PlainText.line("\(table.name) \(what): \(unique.name) \(kind) over (\(columns))\(condition)"),
            detail: "A rotation needs the old and the new key side by side, under one owner and one name.",
            fix: fixedPiece(of: unique)
                ?? (table.columns.contains(where: \.isDescribed) && !table.marksNames
                    ? "say so in the profile, `name: { unique: true }`, so that each row carries its key's mark"
                    : remedy(for: unique))
        )
    }

    /// Where the only column is one that the profile fills with what all keys of an identity begin with.
    private func fixedPiece(of unique: StoreSchema.Unique) -> String? {
        guard unique.parts.count == 1, let profile = environment.profile else { return nil }
        let names = PlainNames(table.columns.map(\.name))
        let part = names.plain(unique.parts[0])
        let made = [profile.id?.source == .database ? nil : profile.id?.column, profile.lookup?.column]
        let columns = made.compactMap(\.self) + profile.hints.map(\.column)
        guard let column = table.columns.first(where: { names.name(of: $0.name) == part })?.name,
            columns.contains(where: { $0.lowercased() == column.lowercased() }),
            let correction = environment.correction(of: column)
        else { return nil }
        return
            "\(correction): all keys of an identity have the same text in \(PlainText.line(column)); write more of the key into it"
    }

    /// SQLite names the index of a UNIQUE constraint itself, and drops it with the table alone.
    private func remedy(for unique: StoreSchema.Unique) -> String {
        unique.name.hasPrefix("sqlite_autoindex_")
            ? "make a new table without that UNIQUE constraint and move the rows: SQLite cannot drop one"
            : "drop \(PlainText.line(unique.name)), or make it unique over the key alone"
    }

    // MARK: - Conditions

    /// Whose rows it refuses of what a run would do: keys of absent identities are deactivated, and nothing else.
    private func names(in objection: StoreSchema.Objection) -> [String] {
        guard objection.write != .deactivate, !objection.identities.isEmpty else { return objection.identities }
        let present = Set(identities.map(\.name))
        return objection.identities.filter(present.contains)
    }

    /// Nil for what concerns only identities that no row is written for.
    private func objection(_ objection: StoreSchema.Objection) -> Obstacle? {
        let condition = words(for: objection)
        if let failure = objection.failure {
            return Obstacle(
                .nothing,
                .unsuitableTable,
                "\(condition) could not be tried: \(failure)",
                detail: "It may refuse what a run writes.",
                fix: "check the condition, and the functions that it calls"
            )
        }
        let names = names(in: objection)
        guard !names.isEmpty || objection.identities.isEmpty else { return nil }
        // No end is written anywhere.
        if objection.write == .retire, table.ending.isUnwritten { return nil }
        let more = names.count > 3 ? " and \(names.count - 3) more" : ""
        let whose =
            names.isEmpty ? environment.name : names.prefix(3).map(PlainText.line).joined(separator: ", ") + more
        let (need, what): (Obstacle.Need, String) =
            switch objection.write {
            case .insert where table.content == .owners: (.insertOwner, "the owner of \(whose)")
            case .insert: (.issue, "a new key of \(whose)")
            case .retire where table.ending.isMarked:
                (.endMark, "the name of a replaced key of \(whose), with its end in it")
            case .retire: (.end, "the expiry of a replaced key of \(whose)")
            case .deactivate where table.ending.isByKeyturn:
                (.onlyEnd, "the deactivation of a key of \(whose), and nothing else ends one")
            case .deactivate: (.deactivate, "the deactivation of a key of \(whose)")
            }
        return Obstacle(
            need,
            .unsuitableTable,
            objection.kind == .partition
                ? "no partition of \(table.name) takes \(what)" : "\(condition) refuses \(what)",
            detail: objection.kind == .unique
                ? "Another row has the same value. It was compared with a row that a run would write."
                : "It was tried with a row that a run would write, with a made-up key.",
            fix: fix(for: objection)
        )
    }

    private func words(for objection: StoreSchema.Objection) -> String {
        let name = objection.condition.map { " \(PlainText.line($0))" } ?? ""
        return switch objection.kind {
        case .condition:
            (name.isEmpty ? "a condition" : "the condition\(name)")
                + (objection.partition.map { " of \(PlainText.line($0)), a partition of \(table.name)," }
                    ?? " of \(table.name)")
        case .domain(let domain):
            "the domain \(PlainText.line(domain)) of a column of \(table.name)"
                + (name.isEmpty ? "" : " (condition\(name))")
        case .generated: "the generated column\(name) of \(table.name), which allows no NULL,"
        case .reference: "the foreign key\(name) of \(table.name)"
        case .unique: "the unique index\(name) of \(table.name)"
        case .encoding: "the encoding\(name) of the database"
        case .partition: "the partitions of \(table.name)"
        case .type: (name.isEmpty ? "a column's type" : "the type of the column\(name)") + " of \(table.name)"
        }
    }

    private func fix(for objection: StoreSchema.Objection) -> String {
        switch objection.kind {
        case .partition: "create the partition, or a default one (PARTITION OF \(table.name) DEFAULT)"
        case .type: "declare a value that the column's type takes, or change the column"
        case .condition, .domain, .generated: "declare what the condition requires, or change the condition"
        case .reference: "write a value that the other table holds, or change the foreign key"
        case .unique: "declare the id of the existing owner, or another e-mail and name"
        case .encoding: "declare a name and an e-mail that the database's encoding can hold, or use a database in UTF8"
        }
    }
}

extension Environment {
    /// The line of the profile that names a column, in the imperative; nil where none does.
    func correction(of column: String) -> String? {
        guard let profile, let field = profile.field(naming: column) else { return nil }
        let place = profile.location.map { " (\($0))" } ?? ""
        return "correct `\(field)` in the profile \(profile.name)\(place)"
    }
}

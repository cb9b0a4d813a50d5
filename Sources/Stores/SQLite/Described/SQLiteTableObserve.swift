internal import Model

/// The statements of ``KeyStore/observe(owners:)`` over a described table, and what their rows mean.
struct SQLiteTableObserve {
    private let table: SQLiteTable
    private let owners: [Owner]
    private let identity: StoreIdentity

    init(_ table: KeyTable, owners: [Owner], identity: StoreIdentity) {
        self.table = SQLiteTable(table: table)
        var seen = Set<OwnerID>(minimumCapacity: owners.count)
        self.owners = owners.filter { seen.insert($0.id).inserted }
        self.identity = identity
    }

    /// The order of the columns of ``statement``.
    private enum Place: Int {
        case declared, handle, owner, name, key, isActive, expires, created, used, salt, piece, publicID, otherSpelling,
            values, undecided
    }

    private var statement: String {
        let profile = table.profile
        func time(_ column: TimeColumn?) -> String { column.map { quoted(column: $0.column) } ?? "NULL" }
        let stored =
            table.table.keepsTexts ? "iif(d.ord IS NULL, keyturn_fingerprint(\(table.key)), \(table.key))" : table.key
        let other =
            profile.alsoAccepts == nil
            ? "NULL" : "iif(d.ord IS NULL, keyturn_sha256(\(profile.alsoAccepts.other(of: table.key))), NULL)"
        return """
            WITH declared AS MATERIALIZED (SELECT key AS ord, value AS address FROM json_each(?1))
            SELECT d.ord, \(table.handle), \(table.owner), \(table.label), \(stored),
                \(table.isActive), \(time(profile.endColumn)), \(time(profile.created)), \(time(profile.used)),
                \(table.salt), \(table.piece), iif(d.ord IS NULL, NULL, \(table.publicID)), \(other),
                iif(d.ord IS NULL, \(table.demandedValues), NULL), \(table.table.isUndecided(quoted(column:)) ?? "0")
            FROM \(table.name) LEFT JOIN declared d ON d.address = \(table.address)
            WHERE \(table.isOurs)
            """
    }

    /// `catalog` is nil where the schema is not asked for.
    func read(_ database: SQLiteDatabase, catalog: SQLiteCatalog? = nil) throws -> StoreObservation {
        var keys: [KeyRow] = []
        var others: [StoreObservation.OtherKey] = []
        var unreadable: [UnreadableRow] = []
        var letters = DigestCase(table.profile.stored)
        try database.execute("SAVEPOINT keyturn")
        defer { try? database.execute("RELEASE keyturn") }
        let kept = SQLiteKeptTexts(of: table.profile.table.name, in: database)
        let addresses = try owners.map { try table.table.address(of: $0.id, uuid: \.hex, kept: kept.text) }
        if let error = table.table.sameValues(owners, addresses) { throw error }
        var units = units
        var undecided = 0
        try database.forEach(statement, [JSONList.texts(addresses)]) { row in
            letters.look(row[Place.key.rawValue].string)
            undecided += row[Place.undecided.rawValue].integer == 1 ? 1 : 0
            for index in units.indices { units[index].unit.look(row[units[index].place.rawValue].integer) }
            let problem = problem(row)
            if let problem { unreadable.append(problem) }
            guard problem?.isNamed != false else { return }
            if let key = key(row) {
                keys.append(key)
            } else if problem == nil, let other = other(row) {
                others.append(other)
            }
        }
        for (_, unit) in units { try unit.check(table.profile.table) }
        let found = try found(database, &unreadable)
        let profile = table.profile
        return StoreObservation(
            identity: identity,
            owners: found.owners,
            disabledOwners: found.disabled,
            keys: keys,
            otherKeys: others,
            unreadable: unreadable,
            undecidedRows: undecided,
            transport: .local,
            schema: try catalog?.read(database),
            time: catalog == nil ? nil : try SQLiteTableClock(table).read(database),
            keepsTexts: table.table.keepsTexts,
            digester: table.table.foreignDigester,
            lookup: profile.lookup?.piece,
            isUpperCase: letters.isUpper,
            ending: profile.ending,
            delays: profile.delays,
            timeUnit: profile.created.map(SQLiteTable.unit) ?? .microseconds(1),
            order: profile.order
        )
    }

    /// Of the columns that count.
    private var units: [(place: Place, unit: EpochUnit)] {
        let profile = table.profile
        return [(Place.expires, profile.endColumn), (.created, profile.created), (.used, profile.used)].compactMap {
            place,
            column in EpochUnit(column, as: column?.sqlite).map { (place, $0) }
        }
    }

    /// Nil where the row is not a declared owner's.
    private func owner(_ row: SQLiteRow) -> OwnerID? {
        guard let place = row[Place.declared.rawValue].integer.map(Int.init), owners.indices.contains(place) else {
            return nil
        }
        return owners[place].id
    }

    private func markedName(_ row: SQLiteRow) -> String? {
        table.profile.nameColumn == nil ? "" : row.text(Place.name.rawValue)
    }

    /// Why a declared owner's row cannot be understood; nil where it can.
    private func problem(_ row: SQLiteRow) -> UnreadableRow? {
        guard let owner = owner(row) else { return nil }
        let id = row[Place.handle.rawValue].isNull ? nil : row.text(Place.handle.rawValue) ?? ""
        return table.table.problem(ofRow: id, of: owner, markedName: markedName(row)) { time, isEnd in
            let cell = row[(isEnd ? Place.expires : .created).rawValue]
            return cell.isNull || SQLiteTable.instant(cell, in: time) != nil
        }
    }

    /// Nil where the row is not a declared owner's, or its digest is not one.
    private func key(_ row: SQLiteRow) -> KeyRow? {
        guard let owner = owner(row) else { return nil }
        let profile = table.profile
        let handle = row.text(Place.handle.rawValue) ?? ""
        let times = Times(row, profile)
        let held: DescribedRow.Stored?
        if let digester = table.table.foreignDigester {
            held = digested(digester, row).map { .digested($0) }
        } else if table.table.keepsTexts {
            held = row[Place.key.rawValue].string.map { .text(Secret(text: $0)) }
        } else {
            held = fingerprint(row[Place.key.rawValue]).map { .digest($0) }
        }
        guard let held else { return nil }
        let read = DescribedRow(
            id: handle,
            owner: owner,
            markedName: markedName(row),
            isActive: row[Place.isActive.rawValue].integer == 1,
            expiresAt: times.expires,
            createdAt: times.created,
            lastUsedAt: times.used,
            publicID: row.text(Place.publicID.rawValue)
        )
        return read.key(held, in: table.table) { $0 == handle || isSameID($0, handle) }
    }

    /// With dashes or without.
    private func isSameID(_ one: String, _ other: String) -> Bool {
        RowUUID(one) != nil && RowUUID(one) == RowUUID(other)
    }

    /// Nil for what is not a digest of the profile's form.
    private func digested(_ digester: KeyDigester, _ row: SQLiteRow) -> DigestedKey? {
        let stored: KeyTable.Cell
        switch row[Place.key.rawValue] {
        case .text(let text): stored = .text(text)
        case .blob(let bytes): stored = .bytes(bytes)
        default: return nil
        }
        return table.table.digested(
            digester,
            stored,
            salt: row.text(Place.salt.rawValue),
            piece: row.text(Place.piece.rawValue)
        )
    }

    private struct Times {
        let expires: Instant?
        let created: Instant?
        let used: Instant?

        init(_ row: SQLiteRow, _ profile: Profile) {
            func time(_ place: Place, _ column: TimeColumn?) -> Instant? {
                column.flatMap { SQLiteTable.instant(row[place.rawValue], in: $0) }
            }
            expires = time(.expires, profile.endColumn)
            let created = time(.created, profile.created)
            self.created = created
            let unit = profile.created.map(SQLiteTable.unit) ?? .microseconds(1)
            used = KeyRow.use(time(.used, profile.used), ofRowMadeAt: created, unit: unit)
        }
    }

    private func fingerprint(_ cell: SQLiteCell) -> Fingerprint? {
        switch cell {
        case .text(let text): table.profile.stored.fingerprint(.text(text))
        case .blob(let bytes): table.profile.stored.fingerprint(.bytes(bytes))
        default: nil
        }
    }

    private func other(_ row: SQLiteRow) -> StoreObservation.OtherKey? {
        let handle = row.text(Place.handle.rawValue) ?? ""
        let cell = row[Place.key.rawValue]
        let fingerprint: Fingerprint?
        var isMalformed = false
        let name = row.text(Place.name.rawValue)
        let digested = table.table.foreignDigester.flatMap { self.digested($0, row) }
        if let digested {
            fingerprint = digested.fingerprint(mark: name.flatMap(MarkedName.init)?.digits, row: handle)
        } else if table.table.keepsTexts {
            // Of a declared owner's row whose key is not a text there is no digest.
            fingerprint =
                row[Place.declared.rawValue].isNull
                ? cell.bytes.flatMap { $0.withUnsafeBytes { Fingerprint(marked: $0, row: handle) } } : nil
        } else {
            let digest = self.fingerprint(cell)
            isMalformed = digest == nil
            let stored = Secret(text: row.text(Place.key.rawValue) ?? "")
            fingerprint = digest ?? Fingerprint(of: stored).standing(forRow: handle)
        }
        guard let fingerprint else { return nil }
        let times = Times(row, table.profile)
        return StoreObservation.OtherKey(
            fingerprint: fingerprint,
            digested: digested,
            otherSpelling: row[Place.otherSpelling.rawValue].bytes.flatMap { digest in
                digest.withUnsafeBytes { Fingerprint(digest: $0) }
            },
            isActive: row[Place.isActive.rawValue].integer == 1,
            expiresAt: times.expires,
            id: handle,
            owner: SQLiteValue.owner(row[Place.owner.rawValue]),
            name: name,
            createdAt: times.created,
            lastUsedAt: times.used,
            values: table.table.demandedValues(in: row.text(Place.values.rawValue)),
            isMalformed: isMalformed
        )
    }

    /// Every declared owner where nothing says which there are.
    private func found(
        _ database: SQLiteDatabase,
        _ unreadable: inout [UnreadableRow]
    ) throws -> (owners: [Owner], disabled: Set<OwnerID>) {
        guard let owner = table.profile.owner, let reference = owner.references else { return (owners, []) }
        func id(_ owner: Owner) -> String {
            let text = owner.id.columnText
            return RowUUID(text)?.hex ?? text
        }
        let column = quoted(column: reference.column)
        let isUUID = owner.kind == .uuid
        let key = isUUID ? SQLiteValue.hex(column) : "CAST(\(column) AS TEXT)"
        let names = owner.creates.map { "\(quoted(column: $0.email)), \(quoted(column: $0.name))" } ?? "NULL, NULL"
        let email = owner.creates.map { " OR \(quoted(column: $0.email)) IN (SELECT value FROM json_each(?2))" } ?? ""
        let sql = """
            SELECT \(key), \(names), \(owner.active.map(SQLiteTable.isActive) ?? "1") FROM \(quoted(reference.table.text))
            WHERE \(key) IN (SELECT value FROM json_each(?1))\(email)
            """
        let ids = owners.map { isUUID ? id($0) : $0.id.columnText }
        var arguments: [any SQLiteArgument] = [JSONList.texts(ids)]
        if owner.creates != nil { arguments.append(JSONList.texts(owners.map(\.email))) }
        // Several where values of identities tell their rows apart.
        let declared = Dictionary(grouping: zip(ids, owners), by: \.0)
        var there: Set<String> = []
        var rows: [Owner] = []
        var disabled: Set<OwnerID> = []
        var nameless: [UnreadableRow] = []
        try database.forEach(sql, arguments) { row in
            // Found by its e-mail.
            guard let text = row.text(0) else {
                nameless.append(.withoutID(reference.table.text, reference.column, email: row.text(1)))
                return
            }
            there.insert(text)
            for id in declared[text]?.map(\.1.id) ?? [OwnerID(inTable: text)] {
                if row[3].integer == 0 { disabled.insert(id) }
                guard owner.creates != nil else { continue }
                rows.append(Owner(id: id, email: row.text(1) ?? "", name: row.text(2) ?? ""))
            }
        }
        unreadable += nameless
        let found = owner.creates == nil ? zip(ids, owners).filter { there.contains($0.0) }.map(\.1) : rows
        return (found, disabled)
    }
}

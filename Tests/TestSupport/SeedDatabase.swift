package import Model

/// A database with the seed's tables, of one of the kinds found in the wild, that a test may fill and break.
package final class SeedDatabase: Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case postgreSQLBySQL = "PostgreSQL, schema by SQL"
        case postgreSQLByORM = "PostgreSQL, schema by an ORM"
        case postgreSQLInOtherZones = "PostgreSQL, database and role in other zones"
        case postgreSQLWithZones = "PostgreSQL, timestamptz and text columns"
        case sqliteDashed = "SQLite, UUIDs with dashes"
        case sqliteHex = "SQLite, UUIDs without dashes"
        case sqliteWAL = "SQLite, write-ahead log"

        package var isPostgreSQL: Bool {
            switch self {
            case .postgreSQLBySQL, .postgreSQLByORM, .postgreSQLInOtherZones, .postgreSQLWithZones: true
            case .sqliteDashed, .sqliteHex, .sqliteWAL: false
            }
        }

        package var testDescription: String { rawValue }
    }

    package let kind: Kind

    /// As an environment declares it.
    package let url: DatabaseURL

    /// The database's name in the cluster, or the file's path.
    package let name: String
    private let folder: TemporaryFolder?
    private let cluster: PostgreSQLCluster?

    /// In PostgreSQL a database of the cluster that tests share, where no other is named.
    package init(_ kind: Kind, on other: PostgreSQLCluster? = nil) throws {
        self.kind = kind
        if kind.isPostgreSQL {
            let cluster = try other ?? PostgreSQLCluster.shared()
            self.cluster = cluster
            let isElsewhere = kind == .postgreSQLInOtherZones
            name = try cluster.createDatabase(
                timeZone: isElsewhere ? "Asia/Ho_Chi_Minh" : nil,
                roleTimeZone: isElsewhere ? "America/New_York" : nil
            )
            url = .postgresql(Secret(text: cluster.url(name)))
            folder = nil
        } else {
            let folder = try TemporaryFolder()
            self.folder = folder
            cluster = nil
            name = folder("server.db")
            url = .sqlite(path: name)
        }
        if kind == .sqliteWAL { try execute("PRAGMA journal_mode = WAL") }
        switch kind {
        case .postgreSQLBySQL, .postgreSQLInOtherZones: try execute(SeedSchema.postgreSQLBySQL)
        case .postgreSQLByORM: try execute(SeedSchema.postgreSQLByORM)
        case .postgreSQLWithZones: try execute(SeedSchema.postgreSQLWithZones)
        case .sqliteDashed, .sqliteWAL: try execute(SeedSchema.sqlite(dashes: true))
        case .sqliteHex: try execute(SeedSchema.sqlite(dashes: false))
        }
    }

    /// Runs SQL on a connection of its own.
    ///
    /// - Returns: the rows of the last statement, as text.
    @discardableResult
    package func execute(_ sql: String) throws -> [[String?]] {
        if let cluster { return try PostgreSQLClient(cluster.url(name)).rows(sql) }
        return try SQLiteClient(name).rows(sql)
    }

    /// Takes every constraint from a table, as one that someone copied has none.
    package func loosen(_ table: String) throws {
        let cascade = kind.isPostgreSQL ? " CASCADE" : ""
        try execute(
            """
            CREATE TABLE loose AS SELECT * FROM \(table);
            DROP TABLE \(table)\(cascade);
            ALTER TABLE loose RENAME TO \(table)
            """
        )
    }

    /// A UUID as this kind of database writes it.
    package func stored(_ uuid: String) -> String { kind == .sqliteHex ? uuid.replacing("-", with: "") : uuid }

    package func insert(_ owner: Owner) throws {
        let columns = [stored(owner.id.text), owner.email, owner.name].map(literal).joined(separator: ", ")
        let zone = kind == .postgreSQLWithZones ? "+00" : ""
        let time = literal("2026-01-01 00:00:00" + zone)
        try execute("INSERT INTO users (id, email, name, created_at, updated_at) VALUES (\(columns), \(time), \(time))")
    }

    /// Inserts a row as someone else than keyturn would.
    ///
    /// - Returns: the row's id as the store will report it.
    @discardableResult
    package func insertKey(
        _ key: String,
        owner: OwnerID,
        name: String?,
        isActive: Bool? = true,
        expiresAt: Instant? = nil,
        createdAt: Instant,
        lastUsedAt: Instant? = nil
    ) throws -> String {
        let id = stored(randomUUID())
        let active = isActive.map { kind.isPostgreSQL ? "\($0)" : $0 ? "1" : "0" } ?? "NULL"
        let values = [
            literal(id), literal(stored(owner.text)), literal(key), name.map(literal) ?? "NULL", active,
            time(expiresAt), time(createdAt), time(lastUsedAt), time(createdAt),
        ]
        try execute(
            """
            INSERT INTO user_mcp_api_keys
            (id, user_id, api_key, name, is_active, expires_at, created_at, last_used_at, updated_at)
            VALUES (\(values.joined(separator: ", ")))
            """
        )
        return id
    }

    /// Inserts a provider's row, with credentials that someone else issued.
    package func insertProvider(
        _ name: String,
        type: String = "jira",
        key: String? = nil,
        token: String? = nil,
        createdAt: Instant?
    ) throws {
        let values = [
            literal(stored(randomUUID())), literal(name), literal(type), key.map(literal) ?? "NULL",
            token.map(literal) ?? "NULL", time(createdAt),
        ]
        try execute(
            """
            INSERT INTO pm_provider_connections (id, name, provider_type, api_key, api_token, created_at)
            VALUES (\(values.joined(separator: ", ")))
            """
        )
    }

    /// A text as an SQL literal.
    package func literal(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }

    /// A timestamp as an SQL literal in UTC, whatever zone the session has.
    package func time(_ instant: Instant?) -> String {
        guard let instant else { return "NULL" }
        return literal(instant.databaseText + (kind == .postgreSQLWithZones ? "+00" : ""))
    }

    /// An expression whose value is a timestamp column's naive UTC text, as the server that checks keys compares it.
    package func utc(_ column: String) -> String {
        switch kind {
        case .postgreSQLWithZones: "(\(column) AT TIME ZONE 'UTC')::text"
        case .postgreSQLBySQL, .postgreSQLByORM, .postgreSQLInOtherZones: "\(column)::text"
        case .sqliteDashed, .sqliteHex, .sqliteWAL: column
        }
    }
}

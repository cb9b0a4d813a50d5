package import Diagnostics
package import Model

/// What stands in the way of writing into a store, by what its catalog says and what the environment declares.
package enum Obstacles {
    /// In the order of the tables and columns; nothing where the catalog was not asked.
    ///
    /// `now` says what times a run would write; without it none are judged.
    package static func all(
        in schema: StoreSchema?,
        for environment: Environment,
        now: Instant? = nil
    ) -> [Obstacle] {
        guard let schema else { return [] }
        return (schema.barrier.map { [barrier($0)] } ?? []) + (schema.tellsReplication ? [] : [unknownReplication])
            + (schema.allowsOneConnection ? [oneConnection] : [])
            + schema.tables.flatMap { TableObstacles($0, role: schema.role, environment, now: now).all }
    }

    /// What of the columns is not as the profile says, as errors: rows cannot even be read.
    package static func misfits(in schema: StoreSchema, for environment: Environment) -> [Diagnostic] {
        all(in: schema, for: environment).filter { [.missingColumn, .unsuitableColumn].contains($0.code) }.map {
            Diagnostic(
                .error,
                $0.code,
                "\(environment.name): \($0.summary)",
                detail: $0.detail,
                fix: $0.fix,
                at: environment.databaseLocation,
                address: environment.name
            )
        }
    }

    private static func barrier(_ barrier: StoreSchema.Barrier) -> Obstacle {
        switch barrier {
        case .standby:
            readOnly(
                "the server is a standby",
                "It follows another server; only that one can be written to.",
                fix: "name the primary in `database.url` (or add `target_session_attrs=read-write`)"
            )
        case .readOnlySession:
            readOnly(
                "default_transaction_read_only is on",
                "It is set for the role, the database, the server, or by `options` in the URL.",
                fix: "set it off for the role that keyturn uses: ALTER ROLE … SET default_transaction_read_only = off"
            )
        case .readOnlyFile:
            readOnly(
                "this user cannot write its file",
                fix: "let the user that runs keyturn write the file and its folder"
            )
        case .readOnlyFolder:
            readOnly(
                "no journal can be created next to its file",
                fix: "let the user that runs keyturn write the file and its folder"
            )
        }
    }

    private static let oneConnection = Obstacle(
        .write,
        .oneConnection,
        "the role or the database allows one connection at a time, and a run that writes needs two",
        detail: "One holds the lock, the other does the work.",
        fix: "allow two: ALTER ROLE … CONNECTION LIMIT 2, or ALTER DATABASE … CONNECTION LIMIT 2"
    )

    private static let unknownReplication = Obstacle(
        .nothing,
        .replicationUnknown,
        "it is unknown whether a subscription writes the rows: the role is not allowed to look",
        detail: "Its rights to read pg_subscription and pg_subscription_rel were revoked.",
        fix:
            "GRANT SELECT ON pg_subscription_rel, pg_publication TO the role, and on pg_subscription all but subconninfo"
    )

    private static func readOnly(_ reason: String, _ detail: String? = nil, fix: String) -> Obstacle {
        Obstacle(.write, .readOnlyDatabase, "the database accepts no writes: \(reason)", detail: detail, fix: fix)
    }
}

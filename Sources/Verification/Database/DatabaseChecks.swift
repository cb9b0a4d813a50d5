package import Model
package import Planning

/// The checks of an environment's database: would it log keys, is the connection protected, what may our role do.
package enum DatabaseChecks {
    /// The environment's checklist; of a check that finds several things, one result for each of them.
    ///
    /// `git` is about the file; nil if there is none, or no key's text is in it. `publishers` are environments whose
    /// databases publish what a subscription takes.
    package static func checklist(
        of environment: Environment,
        _ observation: ServerObservation,
        needing rights: NeededRights,
        policy: Policy,
        clock: ClockDifference? = nil,
        git: GitStanding? = nil,
        publishers: [String] = [],
        now: Instant
    ) -> Checklist {
        let results: [CheckResult]
        switch observation {
        case .server(let server):
            let transport = TransportCheck(policy: policy, environment: environment.name, now: now)
            results =
                LoggingCheck(server).results + transport.results(server)
                + RightsCheck(server, needing: rights, environment: environment.name).results
                + SchemaCheck(server.schema, environment, now: now).results
                + SourceCheck.results(server.schema, environment, publishers: publishers) + [
                    ClockCheck(clock, isFile: false).result
                ]
        case .file(let file):
            results =
                [
                    CheckResult(.databaseLogging, .skipped, "SQLite keeps no log"),
                    CheckResult(.databaseTLS, .skipped, "a local file: no network is involved"),
                ] + FileCheck(file, of: environment).results
                + SchemaCheck(file.schema, environment, now: now).results
                + [
                    CheckResult(
                        .databaseSource,
                        .skipped,
                        SourceCheck.notCompared
                    ),
                    ClockCheck(clock, isFile: true).result,
                ]
        }
        return Checklist(
            address: Address(environment.name),
            results: results + [git?.databaseResult].compactMap(\.self)
        )
    }

    /// The checklist of a database that could not be read.
    package static func checklist(
        of environment: String,
        unreachable reason: String,
        git: GitStanding? = nil
    ) -> Checklist {
        let codes: [CheckCode] = [
            .databaseLogging, .databaseTLS, .databaseRights, .databaseSchema, .databaseSource, .databaseClock,
        ]
        return Checklist(
            address: Address(environment),
            results: codes.map { CheckResult($0, .unknown, reason) } + [git?.databaseResult].compactMap(\.self)
        )
    }
}

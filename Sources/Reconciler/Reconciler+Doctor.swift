internal import Fragments
package import Model
internal import SideBySide
internal import State
package import Stores
package import Verification

extension Reconciler {
    /// What the server of one environment's store was found to be like.
    package struct Examination: Sendable {
        package let environment: Environment

        /// Of the store's profile and the declarations: known also where no one answers.
        package let rights: NeededRights
        package let result: Result<ServerObservation, StoreError>

        /// Nil if the store does not say what time it is.
        package let clock: ClockDifference?

        /// What git says of a SQLite database with keys in it; nil for other stores.
        package internal(set) var git: GitStanding?

        /// The chosen environments whose databases publish what a subscription of this one takes.
        package internal(set) var publishers: [String] = []
    }

    /// Looks at the servers of the chosen environments, side by side; reads no key and writes nothing.
    package func examineServers(_ fleet: Fleet) async -> [Examination] {
        let sites = fleet.selected.map(opener.open)
        async let git = GitFindings(sites)
        let examinations = await sideBySide(sites) { [clock, progress] site in
            progress(ProgressEvent(environment: site.name, step: .reading))
            return await site.examine(by: clock)
        }
        await close(sites)
        return zip(examinations, await git.databaseStandings).map { examination, standing in
            var examination = examination
            examination.git = standing
            examination.publishers = examination.publishers(among: examinations)
            return examination
        }
    }
}

extension Reconciler.Examination {
    /// What the catalog says of the tables that keys are written into; nil where it could not be read.
    package var schema: StoreSchema? {
        switch try? result.get() {
        case .server(let server): server.schema
        case .file(let file): file.schema
        case nil: nil
        }
    }

    /// By the names of publications: what a server says of the other end of a subscription may hold a password.
    fileprivate func publishers(among others: [Reconciler.Examination]) -> [String] {
        let taken = Set(schema?.keySubscriptions.flatMap(\.publications) ?? [])
        guard !taken.isEmpty else { return [] }
        return others.lazy
            .filter { $0.environment.name != environment.name }
            .filter { !taken.isDisjoint(with: $0.schema?.keyPublications ?? []) }
            .map(\.environment.name)
    }
}

extension Site {
    /// What the conditions of the store's tables say of rows as a run would write them.
    func objections(now: Instant) async throws(StoreError) -> [StoreSchema.Table.Content: [StoreSchema.Objection]] {
        try await store.objections(to: RowTrial.all(in: layout.environment, now: now), at: now)
    }

    /// The same with what the tables object to.
    private func tried(_ observation: ServerObservation, now: Instant) async throws(StoreError) -> ServerObservation {
        switch observation {
        case .server(var server):
            guard let schema = server.schema, schema.hasConditions else { return observation }
            server.schema = schema.with(try await objections(now: now))
            return .server(server)
        case .file(var file):
            guard let schema = file.schema, schema.hasConditions else { return observation }
            file.schema = schema.with(try await objections(now: now))
            return .file(file)
        }
    }

    /// Looks at the server of the store; the store can be used as before.
    func examine(by clock: any WallClock) async -> Reconciler.Examination {
        let environment = layout.environment
        let rights = store.profile.neededRights(for: environment)
        let result: Result<ServerObservation, StoreError>
        do throws(StoreError) {
            let observation = try await store.inspectServer(for: rights)
            do throws(StoreError) {
                result = .success(try await tried(observation, now: clock.now()))
            } catch .unlikeProfile(_, .missingColumn), .missingColumn {
                // The catalog tells every column that is missing, and what to correct.
                result = .success(observation)
            }
        } catch {
            result = .failure(error)
        }
        let observation = try? result.get()
        let time = observation?.time
        let found: NeededRights =
            if case .server(let server) = observation { rights.present(in: server) } else { rights }
        return Reconciler.Examination(
            environment: environment,
            rights: found,
            result: result,
            clock: clock.isRunning ? ClockDifference(time, machine: clock.now()) : nil
        )
    }
}

internal import Fragments
package import Model
internal import SideBySide
package import Stores

extension Reconciler {
    /// What the server of one environment's store was found to be like.
    package struct Examination: Sendable {
        package let environment: Environment

        /// Of the store's profile and the declarations: known also where nobody answers.
        package let rights: NeededRights
        package let result: Result<ServerObservation, StoreError>

        /// Nil where the store does not say what time it is.
        package let clock: ClockDifference?
    }

    /// Looks at the servers of the chosen environments, side by side; reads no key and writes nothing.
    package func examineServers(_ fleet: Fleet) async -> [Examination] {
        let sites = fleet.selected.map(opener.open)
        let examinations = await sideBySide(sites) { [clock, progress] site in
            progress(ProgressEvent(environment: site.name, step: .reading))
            return await site.examine(by: clock)
        }
        await close(sites)
        return examinations
    }
}

extension Site {
    /// Looks at the server of the store; the store can be used as before.
    func examine(by clock: any WallClock) async -> Reconciler.Examination {
        let environment = layout.environment
        let rights = store.profile.neededRights(for: environment)
        let result: Result<ServerObservation, StoreError>
        do throws(StoreError) {
            result = .success(try await store.inspectServer(for: rights))
        } catch {
            result = .failure(error)
        }
        let time = try? result.get().time
        return Reconciler.Examination(
            environment: environment,
            rights: rights,
            result: result,
            clock: clock.isRunning ? ClockDifference(time, machine: clock.now()) : nil
        )
    }
}

internal import Diagnostics
internal import Delivery
internal import Fragments
internal import Model
package import Planning
package import Stores

/// Gather → decide → carry out: everything that touches a store or a folder goes through here.
package struct Reconciler: Sendable {
    private let opener: any SiteOpener
    private let clock: any WallClock
    private let keySource: any KeySource
    private let interruption: Interruption
    private let progress: ProgressListener

    package init(
        opener: any SiteOpener,
        clock: any WallClock,
        keySource: any KeySource,
        interruption: Interruption = Interruption(),
        progress: @escaping ProgressListener = { _ in }
    ) {
        self.opener = opener
        self.clock = clock
        self.keySource = keySource
        self.interruption = interruption
        self.progress = progress
    }

    /// Looks at the fleet and decides; writes nothing and takes no lock.
    package func plan(_ fleet: Fleet) async -> Review {
        let selected = fleet.selected.map(opener.open)
        let others = fleet.others.map(opener.open)
        let review = await review(fleet, selected: selected, others: others, locked: [:])
        await close(selected + others)
        return review
    }

    /// Carries out what a plan made under the locks says, if `approve` agrees to that plan.
    ///
    /// Every selected environment is locked before any is looked at, in the order of their names, so that two runs never
    /// wait for each other in a circle. An environment that fails does not stop the others.
    ///
    /// - Parameter approve: called once, under the locks, with the plan to carry out. Must not wait for a person.
    package func apply(
        _ fleet: Fleet,
        lockedAs holder: LockHolder,
        timeout: Duration,
        approve: (Plan) -> Bool
    ) async -> ApplyReport {
        let selected = fleet.selected.map(opener.open)
        let others = fleet.others.map(opener.open)
        let refused = await lock(selected, as: holder, timeout: timeout)
        let review = await review(fleet, selected: selected, others: others, locked: refused)
        // What was only compared with is not needed any more.
        await close(others)

        let isApproved = approve(review.plan)
        var outcomes: [EnvironmentOutcome] = []
        if isApproved {
            let plans = Dictionary(
                review.plan.environments.map { ($0.name, $0) },
                uniquingKeysWith: { first, _ in first }
            )
            let views = Dictionary(
                review.selected.map { ($0.name, $0.observed) },
                uniquingKeysWith: { first, _ in first }
            )
            let planned = selected.filter { plans[$0.name].map { !$0.isRefused } ?? false && views[$0.name] != nil }
            outcomes = await concurrently(planned) { site in
                guard let plan = plans[site.name], let observed = views[site.name] else {
                    return EnvironmentOutcome(
                        environment: site.name,
                        issued: 0,
                        filesWritten: 0,
                        retired: 0,
                        swept: 0,
                        failure: nil
                    )
                }
                return await EnvironmentApplier(
                    site: site,
                    observed: observed,
                    plan: plan,
                    clock: clock,
                    keySource: keySource,
                    interruption: interruption,
                    progress: progress
                ).apply()
            }
        }
        await close(selected)
        return ApplyReport(plan: review.plan, outcomes: outcomes, wasApproved: isApproved)
    }

    /// A plan with what it was made from.
    package struct Review: Sendable {
        package let plan: Plan
        package let selected: [EnvironmentView]
    }

    private func review(
        _ fleet: Fleet,
        selected: [Site],
        others: [Site],
        locked refused: [String: StoreError]
    ) async -> Review {
        let now = clock.now()
        async let gitWarnings = Gathering.gitWarnings(selected)
        let results = await Gathering(now: now, progress: progress).gather(selected + others)
        var chosen: [EnvironmentView] = []
        var compared: [EnvironmentView] = []
        var notCompared = fleet.notCompared
        var diagnostics = fleet.diagnostics
        for (index, (site, result)) in zip(selected + others, results).enumerated() {
            let isSelected = index < selected.count
            switch result {
            case .success(let view):
                // A lock that this very run holds, for an environment over the same database: the planner tells of that,
                // and refuses both.
                let isOurs = chosen.contains { $0.observed.store.identity == view.observed.store.identity }
                if let error = refused[site.name], !isOurs {
                    diagnostics.append(error.diagnostic(for: site.layout.environment))
                    compared.append(view)
                } else if isSelected {
                    chosen.append(view)
                } else {
                    compared.append(view)
                }
            case .failure(let error):
                notCompared.append(NotCompared(environment: site.name, reason: error.summary))
                if isSelected {
                    diagnostics.append((refused[site.name] ?? error).diagnostic(for: site.layout.environment))
                }
            }
        }
        diagnostics += await gitWarnings
        let situation = Situation(now: now, notCompared: notCompared, diagnostics: diagnostics)
        return Review(plan: Planner.plan(chosen, comparedWith: compared, situation), selected: chosen)
    }

    /// Who could not be locked, and why.
    private func lock(
        _ sites: [Site],
        as holder: LockHolder,
        timeout: Duration
    ) async -> [String: StoreError] {
        var refused: [String: StoreError] = [:]
        var locked: [Site] = []
        for site in sites {
            progress(ProgressEvent(environment: site.name, step: .locking))
            var error = await take(site, as: holder, timeout: .zero)
            if case .lockHeld? = error, timeout > .zero, await !isOneDatabase(site, with: locked) {
                error = await take(site, as: holder, timeout: timeout)
            }
            if let error { refused[site.name] = error } else { locked.append(site) }
        }
        return refused
    }

    private func take(_ site: Site, as holder: LockHolder, timeout: Duration) async -> StoreError? {
        let errors = await concurrently([site]) { site -> StoreError? in
            do throws(StoreError) {
                try await site.store.lock(as: holder, timeout: timeout)
                return nil
            } catch {
                return error
            }
        }
        return errors.first ?? nil
    }

    /// Whether the site's database is one that this run holds already, for another environment: to wait for that lock
    /// would be to wait for ourselves.
    ///
    /// Asked only where a lock is held.
    private func isOneDatabase(_ site: Site, with locked: [Site]) async -> Bool {
        guard !locked.isEmpty else { return false }
        let identities = await concurrently([site] + locked) { try? await $0.store.observe(owners: []).identity }
        guard let identity = identities.first ?? nil else { return false }
        return identities.dropFirst().contains(identity)
    }

    private func close(_ sites: [Site]) async {
        _ = await concurrently(sites) { await $0.store.close() }
    }
}

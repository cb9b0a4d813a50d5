internal import Audit
package import Diagnostics
internal import Delivery
internal import Fragments
internal import Model
package import Planning
internal import SideBySide
package import State
package import Stores

/// Gather → decide → apply: all access to databases and folders goes through here.
package struct Reconciler: Sendable {
    let opener: any SiteOpener
    let clock: any WallClock
    let keySource: any KeySource
    private let interruption: Interruption
    private let session: AuditSession?
    let seen: SeenKeys
    let progress: ProgressListener

    package init(
        opener: any SiteOpener,
        clock: any WallClock,
        keySource: any KeySource,
        interruption: Interruption = Interruption(),
        session: AuditSession? = nil,
        seen: SeenKeys = SeenKeys(),
        progress: @escaping ProgressListener = { _ in }
    ) {
        self.opener = opener
        self.clock = clock
        self.keySource = keySource
        self.interruption = interruption
        self.session = session
        self.seen = seen
        self.progress = progress
    }

    /// Reads the fleet and plans; writes nothing and takes no lock.
    package func plan(_ fleet: Fleet, _ mandate: Mandate = .everything) async -> Review {
        let selected = fleet.selected.map(opener.open)
        let others = fleet.others.map(opener.open)
        let review = await review(fleet, mandate, selected: selected, others: others, locked: [:])
        await close(selected + others)
        return review
    }

    /// Applies a plan made under the locks, if `approve` agrees.
    ///
    /// Every selected environment is locked before any is looked at (``SiteLocks``). An environment that fails does not
    /// stop the others. `approve` is called once, under the locks; it must not wait for a person. `expectsObserved`: what
    /// was observed is looked at once more in the transaction that writes, which is refused if it changed.
    package func apply(
        _ fleet: Fleet,
        _ mandate: Mandate = .everything,
        lockedAs holder: LockHolder,
        timeout: Duration,
        expectsObserved: Bool = false,
        approve: (Review) async -> Bool
    ) async -> ApplyReport {
        let selected = fleet.selected.map(opener.open)
        let others = fleet.others.map(opener.open)
        let refused = await SiteLocks(holder: holder, timeout: timeout, progress: progress).take(selected)
        let review = await review(fleet, mandate, selected: selected, others: others, locked: refused)
        // What was only compared with is not needed any more.
        await close(others)

        let isApproved = await approve(review)
        let trail = session.map {
            RunTrail(session: $0, plan: review.plan, policy: fleet.policy, sites: selected, clock: clock, seen: seen)
        }
        var outcomes: [EnvironmentOutcome] = []
        if isApproved {
            let work = work(
                for: review,
                mandate,
                at: selected,
                trail,
                expectsObserved: expectsObserved,
                secretVariables: fleet.secretVariables
            )
            // Each lock goes back when its environment is done: one that hangs keeps no one from the others.
            let working = Set(work.map(\.site.name))
            await close(selected.filter { !working.contains($0.name) })
            outcomes = await sideBySide(work) { applier in
                let outcome = await applier.apply()
                await applier.site.store.close()
                return outcome
            }
        }
        let untold = trail?.conclude(outcomes, wasApproved: isApproved) ?? []
        await close(selected)
        return ApplyReport(plan: review.plan, outcomes: outcomes, wasApproved: isApproved, untold: untold)
    }

    /// Records that someone was asked about a plan and declined.
    ///
    /// - Returns: what could not be written.
    package func decline(_ fleet: Fleet, _ plan: Plan) async -> [Diagnostic] {
        guard let session else { return [] }
        let sites = fleet.selected.map(opener.open)
        let trail = RunTrail(session: session, plan: plan, policy: fleet.policy, sites: sites, clock: clock, seen: seen)
        let untold = trail.conclude(
            [],
            wasApproved: false,
            as: .notConfirmed
        )
        await close(sites)
        return untold
    }

    /// What is to be applied in each environment that was planned and not refused, in their order.
    private func work(
        for review: Review,
        _ mandate: Mandate,
        at sites: [Site],
        _ trail: RunTrail?,
        expectsObserved: Bool,
        secretVariables: Set<String>
    ) -> [EnvironmentApplier] {
        let plans = review.plan.environments
        let board = CommitBoard(plans.filter { !$0.isRefused }.map(\.name), all: plans.map(\.name))
        return zip(plans, review.selected).compactMap { plan, view in
            guard !plan.isRefused, let site = sites.first(where: { $0.name == plan.name }) else { return nil }
            return EnvironmentApplier(
                site: site,
                view: view,
                plan: plan,
                mandate: mandate,
                expectsObserved: expectsObserved,
                audit: trail?.audit(of: plan),
                board: board,
                clock: clock,
                keySource: keySource,
                interruption: interruption,
                progress: progress,
                secretVariables: secretVariables,
                seen: seen
            )
        }
    }

    /// A plan with the observations that it was made from.
    package struct Review: Sendable {
        package let plan: Plan

        /// One for each environment of the plan, in its order.
        package let selected: [EnvironmentView]

        /// Environments that were only compared.
        package let compared: [EnvironmentView]

        /// Who says what is part of a repository; nil if no environment is planned for.
        fileprivate let git: (any GitTracking)?

        /// The plan with the changed lines of files, for display; environments in parallel.
        package func detailed() async -> Plan {
            let pairs = Array(zip(plan.environments, selected))
            let hidden = await ForeignTemplates.find(pairs, git)
            let diffs = await sideBySide(pairs) { FileDiffs.all(of: $0, in: $1, hiding: hidden) }
            return plan.detailed(diffs)
        }
    }

    private func review(
        _ fleet: Fleet,
        _ mandate: Mandate,
        selected: [Site],
        others: [Site],
        locked refused: [String: StoreError]
    ) async -> Review {
        let now = clock.now()
        async let git = GitFindings(selected)
        let silent = refused.filter { if case .timeout = $0.value { true } else { false } }
        let results = await Gathering(of: fleet, now: now, clock: clock, progress: progress)
            .gather(selected + others, silent: silent)
        // While it is planned: nothing is told before that.
        async let known: Void = seen.insert(results.compactMap { try? $0.get() })
        var chosen: [EnvironmentView] = []
        var compared: [EnvironmentView] = []
        var notCompared = fleet.notCompared
        var diagnostics = fleet.diagnostics
        for (index, (site, result)) in zip(selected + others, results).enumerated() {
            let isSelected = index < selected.count
            switch result {
            case .success(let view):
                // A lock that this very run holds, for an environment over the same database: the planner reports that,
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
                notCompared.append(
                    NotCompared(environment: site.name, reason: error.reason(in: site.layout.environment))
                )
                if isSelected {
                    diagnostics += (refused[site.name] ?? error).diagnostics(for: site.layout.environment)
                }
            }
        }
        diagnostics += await git.databaseWarnings
        let situation = Situation(
            now: now,
            mandate: mandate,
            revoked: fleet.revoked,
            notCompared: notCompared,
            diagnostics: diagnostics,
            policy: PolicySituation(
                policy: fleet.policy,
                chosen: fleet.selected.map(\.environment),
                others: fleet.others.map(\.environment),
                tracked: await git.fragmentWarnings
            )
        )
        let planner = FleetPlanner(chosen, comparedWith: compared, situation)
        let plan = planner.plan(await sideBySide(planner.parts) { $0.planned() })
        await known
        return Review(
            plan: plan,
            selected: chosen,
            compared: compared,
            git: selected.first?.gitTracking
        )
    }

    func close(_ sites: [Site]) async {
        _ = await sideBySide(sites) { await $0.store.close() }
    }
}

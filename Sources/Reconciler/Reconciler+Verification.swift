internal import Delivery
package import Diagnostics
internal import Fragments
package import Model
internal import Planning
internal import Probing
internal import SideBySide
package import State
internal import Stores
package import Verification

extension Reconciler {
    /// What was checked of a fleet.
    package struct VerificationReport: Sendable {
        /// Environments in their order: first their identities, by name, then their database.
        package let lists: [Checklist]
        package let diagnostics: [Diagnostic]

        /// Of every environment that could be looked at.
        package let views: [EnvironmentView]
    }

    /// Makes every check of the chosen environments' identities for which `isWanted` holds; writes nothing and takes no lock.
    ///
    /// `shell` holds fingerprints of the variables of the process's environment. Environments are checked side by side, of
    /// each no more than a few identities at once; every step is bounded in time.
    package func verify(
        _ fleet: Fleet,
        shell: [String: Fingerprint],
        isWanted: @escaping @Sendable (Address) -> Bool
    ) async -> VerificationReport {
        let now = clock.now()
        let sites = (fleet.selected + fleet.others).map(opener.open)
        async let git = GitFindings(Array(sites.prefix(fleet.selected.count)))
        let results = await Gathering(of: fleet, now: now, clock: clock, progress: progress, provesDigests: true)
            .gather(sites)
        let views = results.compactMap { try? $0.get() }
        // While environments are compared: nothing is told before that.
        async let known: Void = seen.insert(views)
        let unseen = zip(sites, results).compactMap { site, result in
            if case .failure = result { site.name } else { nil }
        }
        let shared = SharedKeys(among: views, now: now)
        let holders = KeyHolders(views, shared, unseen: fleet.notCompared.map(\.environment) + unseen)
        let provenance = Provenance.all(in: views, shared)
        var diagnostics = fleet.diagnostics
        let (tracking, databases) = await (git.fragments, git.databaseStandings)
        var verifications: [SiteVerification] = []
        for (index, (site, result)) in zip(sites, results).enumerated() {
            switch result {
            case .success(let view):
                guard index < fleet.selected.count else { continue }
                verifications.append(
                    SiteVerification(
                        site: site,
                        view: view,
                        git: GitStanding(tracking[index]),
                        databaseGit: databases[index],
                        holders: holders,
                        provenance: provenance[view.name] ?? Provenance(),
                        shell: shell,
                        policy: fleet.policy,
                        revoked: fleet.revoked.including(view),
                        keySource: keySource,
                        now: now,
                        clock: clock,
                        progress: progress
                    )
                )
            case .failure(let error): diagnostics += error.diagnostics(for: site.layout.environment)
            }
        }
        diagnostics += Planner.unknownKeys(
            in: views.filter { view in fleet.selected.contains { $0.environment.name == view.name } },
            comparedWith: views,
            revoked: fleet.revoked
        )
        diagnostics += verifications.flatMap {
            Diagnostic.revokedKeysLive(in: $0.view, $0.revoked, .error, now: now)
                + Diagnostic.endedKeysWork(in: $0.view, .error, now: now)
                + Diagnostic.revocationsOwed(in: $0.view, now: now)
        }
        await known
        let lists = await sideBySide(verifications) { await $0.lists(isWanted) }
        await close(sites)
        return VerificationReport(lists: lists.flatMap(\.self), diagnostics: diagnostics, views: views)
    }
}

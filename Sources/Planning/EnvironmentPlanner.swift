internal import Diagnostics
internal import Fragments
internal import Model
internal import Schedule
internal import State

/// Plans one environment: one pass over its identities.
struct EnvironmentPlanner {
    let view: EnvironmentView
    var context: PlanningContext
    var diagnostics: [Diagnostic] = []

    /// Deliveries that are left alone because it may be the wrong database.
    var doubt = StoreDoubt.none

    /// An error that is reported elsewhere refuses this environment.
    var isStopped = false

    /// Whether its database is a read-only copy of another environment's, which is reported elsewhere.
    var isReplica = false

    /// Environments that could not be read.
    private let notCompared: [NotCompared]

    /// Errors that stop only one identity.
    private var stopped = 0

    init(view: EnvironmentView, sharedKeys: SharedKeys, _ situation: Situation) {
        self.view = view
        context = PlanningContext(
            environment: view.name,
            sharedKeys: sharedKeys,
            revoked: situation.revoked.including(view),
            material: view.material,
            mandate: situation.mandate,
            now: situation.now,
            keepsTexts: view.observed.store.keepsTexts,
            ending: view.observed.store.ending,
            issued: view.observed.issued,
            profile: view.environment.profile
        )
        notCompared = situation.notCompared
    }

    mutating func plan() -> EnvironmentPlan {
        diagnostics += OwnerCheck.check(view.observed) + ClockRule.check(view.observed) + view.fileProblems
        if context.mandate.scope == .unattended { context.darkness = Darkness(in: view, now: context.now) }
        var dark: [Diagnostic] = []
        var endedInDoubt: [Address] = []
        let findings = view.findings
        let files = FileChange.all(in: view)
        let held = context.ending.isByKeyturn ? view.heldKeys : [:]
        var changes: [Change] = []
        var left: [Change] = []
        var waiting: [Waiting] = []
        var next: NextRotation?
        let finder = OrphanFinder(view, context.revoked, now: context.now)
        let orphans = finder.find()
        diagnostics += Diagnostic.orphans(orphans.told, in: view)
        diagnostics += MalformedKeys.all(in: view, now: context.now).map(\.diagnostic)
        diagnostics += TimesAhead.check(view, now: context.now) + UndecidedRows.check(view)
        let refusal = OwnerRefusal(in: view.observed)
        let lacking = LackingColumns(in: view.observed)
        let traces = OnlyTraceOfOrphan(orphans.told, finder.holders)
        var first: Set<Address> = []
        let postponed = postponed(findings, files, held)
        let isPostponed = Set(postponed.map(\.index))
        for (index, identity) in view.environment.identities.enumerated() {
            let address = Address(view.name, identity.name)
            guard context.mandate.includes(address) else { continue }
            let state = view.keys.states[index]
            if let row = view.unreadable[index] {
                // What is known to be leaked is ended all the same.
                let isUrgent = context.mandate.revocation != nil
                diagnostics.append(.unreadableRow(row, address, identity, isUrgent ? .warning : .error))
                if !isUrgent {
                    stopped += 1
                    continue
                }
            }
            let isRevocation = context.mandate.revocation != nil
            let refused = refusal.finding(of: identity, isRevocation: isRevocation)
            if let refusal = refused ?? lacking.finding(of: identity, isRevocation: isRevocation) {
                diagnostics.append(refusal)
                if refusal.isError {
                    stopped += 1
                    continue
                }
            }
            let isBlocked = doubt.blocked.contains(index)
            if isBlocked, context.mandate.revocation == nil { continue }
            var planner = IdentityPlanner(
                identity,
                at: address,
                state,
                findings: findings[index],
                files: files[index],
                in: context
            )
            planner.isReissued = doubt.reissued.contains(index)
            planner.holdsDeadKey = holdsDeadKey(index)
            planner.heldKeys = held[index] ?? []
            planner.isPostponed = isPostponed.contains(index)
            if isBlocked {
                planner.planBlindRevocation(endsAll: doubt.absentees.contains(index))
                if !planner.changes.isEmpty { endedInDoubt.append(address) }
            } else {
                planner.plan()
            }
            diagnostics += planner.diagnostics
            dark += planner.toldAfterwards
            waiting += planner.waiting
            if planner.isUndecided { stopped += 1 }
            if planner.isSuddenFirst { first.insert(address) }
            if let start = planner.next?.start, start < next?.at ?? .distantFuture {
                next = NextRotation(address: address, at: start)
            }
            switch context.mandate.scope {
            case .everything:
                guard context.mandate.revocation == nil, let key = traces.lost(by: planner.changes, of: index) else {
                    changes += planner.changes
                    continue
                }
                diagnostics.append(.orphanWouldBeLost(key, address, identity))
                stopped += 1
            case .unattended:
                if context.mandate.revocation == nil, traces.lost(by: planner.changes, of: index) != nil {
                    left += planner.changes
                    continue
                }
                let divided = Unattended.divide(planner.changes, state, in: context)
                changes += divided.allowed
                left += divided.left
                if let finding = darkness(divided.left, state, identity, address) { dark.append(finding) }
            }
        }
        changes += revocationsElsewhere(beside: changes)
        if !isReplica {
            diagnostics += Obstacles.all(in: view.observed.store.schema, for: view.environment, now: context.now).map {
                $0.diagnostic(of: view, beside: changes)
            }
        }
        let isRefused = isStopped || hasPreventingErrors || doubt.concernsAll && changes.isEmpty
        tellDoubt(ended: isRefused ? [] : endedInDoubt)
        diagnostics += dark
        if !isRefused {
            diagnostics += LostTraces.told(of: changes, in: view, context.sharedKeys, notCompared)
        }
        if context.mandate.only == nil {
            diagnostics += Diagnostic.revokedKeysLive(in: view, context.revoked, .warning, now: context.now)
        }
        diagnostics += Diagnostic.endedKeysWork(
            in: view,
            beside: isRefused ? [] : changes,
            .warning,
            now: context.now
        )
        diagnostics += Diagnostic.revocationsOwed(in: view, beside: isRefused ? [] : changes, now: context.now)
        diagnostics += crowding(
            isRefused ? [] : changes,
            first: first,
            postponed: isRefused ? [] : postponed.map(\.address)
        )
        diagnostics += UnpredictableTriggers.diagnostics(in: view, beside: isRefused ? [] : changes)
        let owed = EndedKey.owed(in: view, now: context.now)
        if view.observed.untriedRows > 0 { diagnostics.append(.rowsNotTried(in: view)) }
        if !owed.isEmpty { diagnostics.append(.endCommandOwed(owed, in: view)) }
        return EnvironmentPlan(
            name: view.name,
            identityCount: view.environment.identities.count,
            changes: isRefused ? [] : changes,
            announcements: isRefused
                ? []
                : Announcement.all(
                    of: changes,
                    waiting,
                    left: Set(left.map(\.address)),
                    owed: owed,
                    in: view,
                    context.mandate
                ),
            left: isRefused ? [] : left,
            postponed: isRefused ? [] : postponed.map(\.address),
            waiting: waiting,
            isRefused: isRefused,
            untouchedFolders: doubt.untouched,
            unmanaged: unmanaged,
            orphans: orphans,
            nextRotation: next
        )
    }

    /// A fragment that cannot be written does not keep a key from being ended first, where that is asked for.
    private var hasPreventingErrors: Bool {
        let tolerated = context.mandate.endsFirst ? view.fileProblems.count(where: \.isError) : 0
        return diagnostics.count(where: \.isError) > tolerated + stopped
    }

    /// Told once it is known what is refused: what the doubt concerns is left, and the rest continues.
    ///
    /// - Parameter ended: identities of which a key is ended all the same, as someone asked, without a new one.
    private mutating func tellDoubt(ended: [Address]) {
        if doubt.concerns(context.mandate, in: view) {
            diagnostics += doubt.folders.map {
                .unknownKeyDelivered(
                    $0,
                    view,
                    reissued: addresses(Set($0.delivered.map(\.identity)).filter(doubt.reissued.contains)),
                    ended: ended,
                    isRevocation: context.mandate.revocation != nil
                )
            }
            diagnostics += doubt.absent.map { folder in
                let released = addresses(folder.identities).filter {
                    context.mandate.reissues($0) && context.mandate.includes($0)
                }
                return .fragmentsAbsent(folder, view, reissued: released, ended: ended)
            }
        }
        if !doubt.strays.isEmpty, context.mandate.only == nil { diagnostics.append(.unknownKey(doubt.strays, view)) }
    }

    private func addresses(_ identities: some Sequence<Int>) -> [Address] {
        identities.sorted().map { Address(view.name, view.environment.identities[$0].name) }
    }

    /// Whether a fragment holds a dead key of an identity none of whose live keys can be had.
    func holdsDeadKey(_ index: Int) -> Bool {
        let state = view.keys.states[index]
        guard state.current == nil, !state.unseen.isEmpty else { return false }
        return view.inspections.lazy.flatMap(\.waiting).contains { identity, key in
            identity == index && state.dead.contains { $0.isSpelled(key) }
        }
    }

    /// What is reported about an identity whose consumers have no key, where that is left for someone.
    private func darkness(
        _ left: [Change],
        _ state: KeyState,
        _ identity: Identity,
        _ address: Address
    ) -> Diagnostic? {
        guard context.mandate.revocation == nil, !identity.isAbsent else { return nil }
        for change in left {
            switch change.action {
            case .rotate:
                return .darkNow(change.files.first, live: state.current?.fingerprint, address, identity)
            case .deliver, .adopt:
                guard let file = change.files.first(where: context.darkness.isDark) else { continue }
                return .darkNow(file, live: state.current?.fingerprint, address, identity)
            case .issue:
                // One that never had a key waits for someone, and no one waits for it.
                guard !state.dead.isEmpty else { continue }
                return .darkNow(change.files.first, live: nil, address, identity)
            case .replace, .retire, .revoke, .remove: continue
            }
        }
        return nil
    }

    private var unmanaged: [UnmanagedKey] {
        view.keys.unmanaged.filter { context.revoked.ban(of: $0) == nil }.map { row in
            UnmanagedKey(
                environment: view.name,
                owner: row.owner,
                name: row.name,
                fingerprint: row.fingerprint,
                createdAt: row.issueDate(asOf: context.now),
                ends: row.expiresAt,
                lastUsedAt: row.lastUsedAt
            )
        }
    }

    /// Revoked keys that belong to no identity.
    ///
    /// Not the business of a run that is limited to some identities.
    private mutating func revocationsElsewhere(beside changes: [Change]) -> [Change] {
        guard !context.revoked.isEmpty, context.mandate.only == nil, !doubt.concernsAll else { return [] }
        let leaving = RevokedElsewhere.leaving(changes)
        diagnostics += RevokedElsewhere.warnings(in: view, context.revoked, leaving: leaving)
        return RevokedElsewhere.changes(in: view, context.revoked, now: context.now)
    }
}

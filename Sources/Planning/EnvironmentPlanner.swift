internal import Diagnostics
internal import Fragments
internal import Model
internal import Schedule

/// Plans one environment: one pass over its identities.
struct EnvironmentPlanner {
    let view: EnvironmentView
    let sharedKeys: SharedKeys
    let now: Instant
    var diagnostics: [Diagnostic] = []

    init(view: EnvironmentView, sharedKeys: SharedKeys, now: Instant) {
        self.view = view
        self.sharedKeys = sharedKeys
        self.now = now
    }

    mutating func plan() -> EnvironmentPlan {
        diagnostics += view.diagnostics
        let findings = view.findings
        let files = view.files
        var changes: [Change] = []
        var next: NextRotation?
        for (index, identity) in view.environment.identities.enumerated() {
            let address = Address(view.name, identity.name)
            let state = view.keys.states[index]
            let change = self.change(
                for: identity,
                state,
                files: files[index],
                findings: findings[index],
                address: address
            )
            if let change { changes.append(change) }
            changes += retirements(for: identity, state, address: address)
            if change == nil, let current = state.current,
                let time = identity.rotation.next(of: current, at: address, asOf: now),
                time.start < next?.at ?? .distantFuture
            {
                next = NextRotation(address: address, at: time.start)
            }
            warnOfFutureDate(state, identity, address)
        }
        let isRefused = diagnostics.hasErrors
        return EnvironmentPlan(
            name: view.name,
            identityCount: view.environment.identities.count,
            changes: isRefused ? [] : changes,
            isRefused: isRefused,
            unmanaged: view.keys.unmanaged.map {
                UnmanagedKey(environment: view.name, owner: $0.owner, name: $0.name, fingerprint: $0.fingerprint)
            },
            nextRotation: next
        )
    }

    /// What happens to the current key, or in want of one.
    private func change(
        for identity: Identity,
        _ state: KeyState,
        files: [String],
        findings: [EnvironmentView.Finding],
        address: Address
    ) -> Change? {
        guard let current = state.current else {
            return Change(
                action: .issue,
                address: address,
                reasons: [.noLiveKey(dead: state.dead.count)],
                files: files.map { FileChange(path: $0) },
                location: identity.location
            )
        }
        func successor(_ action: Action, _ reasons: [Reason]) -> Change {
            Change(
                action: action,
                address: address,
                reasons: reasons,
                from: current.fingerprint,
                ends: identity.rotation.end(retiredAt: now, expiresAt: current.expiresAt) ?? current.expiresAt,
                files: files.map { FileChange(path: $0) },
                location: identity.location
            )
        }
        let context = ReplacementContext(environment: view.name, sharedKeys: sharedKeys)
        let objections = ReplacementRules.reasons(against: current, of: identity, in: context)
        if !objections.isEmpty { return successor(.replace, objections) }
        if let reason = dueReason(current, identity.rotation, address) { return successor(.rotate, [reason]) }
        guard !findings.isEmpty else { return nil }
        return delivery(of: current, identity, state, findings: findings, files: files, address: address)
    }

    private func dueReason(_ key: KeyRow, _ rotation: Rotation, _ address: Address) -> Reason? {
        guard let time = rotation.next(of: key, at: address, asOf: now), time.start <= now else { return nil }
        switch time.cause {
        case .age, .calendar:
            return .due(age: key.issueDate(asOf: now).map { now - $0 }, every: rotation.every ?? .zero)
        case .end: return key.expiresAt.map { .ending($0) }
        }
    }

    private func delivery(
        of current: KeyRow,
        _ identity: Identity,
        _ state: KeyState,
        findings: [EnvironmentView.Finding],
        files: [String],
        address: Address
    ) -> Change {
        let isNew = findings.count == files.count && findings.allSatisfy { $0.finding.isAbsence }
        return Change(
            action: isNew ? .adopt : .deliver,
            address: address,
            reasons: [isNew ? .undelivered : .outdatedFragments],
            to: current.fingerprint,
            files: findings.map { finding in
                FileChange(
                    path: finding.path,
                    finding: finding.finding,
                    holdsDeadKey: finding.finding.holdsKeyOutside(state)
                )
            },
            location: identity.location
        )
    }

    private func retirements(for identity: Identity, _ state: KeyState, address: Address) -> [Change] {
        guard let current = state.current, !state.older.isEmpty else { return [] }
        return state.older.sorted { $0.isNewer(than: $1, asOf: now) }.compactMap { row in
            guard let end = identity.rotation.end(retiredAt: now, expiresAt: row.expiresAt) else { return nil }
            return Change(
                action: .retire,
                address: address,
                reasons: [.superseded(by: current.fingerprint)],
                from: row.fingerprint,
                ends: end,
                location: identity.location
            )
        }
    }

    private mutating func warnOfFutureDate(_ state: KeyState, _ identity: Identity, _ address: Address) {
        guard let row = state.current, let createdAt = row.createdAt, createdAt - now > KeyRow.largestZoneDifference
        else { return }
        diagnostics.append(.futureIssueDate(row, identity, address))
    }
}

extension FragmentFinding {
    /// Nothing stands where the key belongs.
    fileprivate var isAbsence: Bool {
        switch self {
        case .fileMissing, .entryMissing: true
        case .holdsOther, .altered, .attributes, .surplus: false
        }
    }

    /// The file holds a key that is none of the identity's live ones.
    fileprivate func holdsKeyOutside(_ state: KeyState) -> Bool {
        guard case .holdsOther(let fingerprint) = self else { return false }
        return state.current?.fingerprint != fingerprint && !state.older.contains { $0.fingerprint == fingerprint }
    }
}

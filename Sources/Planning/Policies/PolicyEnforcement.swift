internal import Diagnostics
internal import Model
internal import Schedule
internal import State

/// What policy makes of a plan: environments in which nothing is done, changes that are left, and what is done all the same.
struct PolicyEnforcement {
    private(set) var plans: [EnvironmentPlan]
    private(set) var held: [Address: [String]] = [:]
    private(set) var diagnostics: [Diagnostic] = []

    init(_ report: PolicyReport, on plans: [EnvironmentPlan], of views: [EnvironmentView], _ situation: Situation) {
        self.plans = plans
        // Ending a leaked key is worth more than any rule.
        guard situation.mandate.revocation == nil else { return }
        let refused = report.refusedEnvironments
        guard !refused.isEmpty else { return }
        let refusals = Dictionary(grouping: report.findings.filter(\.refuses), by: \.address)
            .mapValues { findings in Self.codes(findings) }
        for index in plans.indices where refused.contains(plans[index].name) {
            let isUnattended = situation.mandate.scope == .unattended && situation.mandate.request == nil
            guard isUnattended, let view = views.first(where: { $0.name == plans[index].name }) else {
                self.plans[index] = plans[index].refused()
                continue
            }
            self.plans[index] = holding(plans[index], refusals, view, situation)
        }
    }

    private static func codes(_ findings: [PolicyFinding]) -> [String] {
        var codes: [String] = []
        for finding in findings where !codes.contains(finding.code) { codes.append(finding.code) }
        return codes
    }

    /// Leaves what policy refuses, identity by identity.
    private mutating func holding(
        _ plan: EnvironmentPlan,
        _ refusals: [Address: [String]],
        _ view: EnvironmentView,
        _ situation: Situation
    ) -> EnvironmentPlan {
        guard !plan.isRefused else { return plan }
        let everywhere = refusals[Address(plan.name)] ?? []
        let states = zip(view.environment.identities, view.keys.states)
        let identities = Dictionary(states.map { ($0.name, ($0, $1)) }, uniquingKeysWith: { first, _ in first })
        let urgent = Set(plan.changes.lazy.filter { $0.action == .revoke }.map(\.address))
        var allowed: [Change] = []
        var left = plan.left
        for change in plan.changes {
            let rules = everywhere + (refusals[change.address] ?? []).filter { !everywhere.contains($0) }
            guard !rules.isEmpty else {
                allowed.append(change)
                continue
            }
            let identity = change.address.identity.flatMap { identities[$0] }
            if urgent.contains(change.address) || Self.isNeeded(change, identity, situation.now) {
                allowed.append(change)
                diagnostics.append(.doneDespitePolicy(change, rules))
            } else {
                left.append(change)
                held[change.address] = rules
            }
        }
        return plan.divided(allowed, left, view, situation.mandate)
    }

    /// Whether a consumer would go dark without it, or a revoked key stay.
    private static func isNeeded(_ change: Change, _ identity: (Identity, KeyState)?, _ now: Instant) -> Bool {
        switch change.action {
        case .issue, .deliver, .revoke, .adopt, .replace: return true
        case .remove: return change.reasons.contains(where: \.endsLeak)
        case .retire: return false
        case .rotate:
            guard let (identity, state) = identity, let current = state.current else { return true }
            return identity.rotation.mustReplace(current, at: change.address, asOf: now)
        }
    }
}

extension Rotation {
    /// Whether a key must be replaced now for its end alone, whatever its schedule says.
    fileprivate func mustReplace(_ key: KeyRow, at address: Address, asOf now: Instant) -> Bool {
        let end = Rotation(overlap: overlap, expires: expires, window: window)
        return end.next(of: key, at: address, asOf: now).map { $0.start <= now } ?? false
    }
}

extension Reason {
    fileprivate var endsLeak: Bool {
        switch self {
        case .revoked, .revocationRequested: true
        default: false
        }
    }
}

extension EnvironmentPlan {
    /// The same with other changes applied and left.
    fileprivate func divided(
        _ changes: [Change],
        _ left: [Change],
        _ view: EnvironmentView,
        _ mandate: Mandate
    ) -> EnvironmentPlan {
        var plan = self
        plan.changes = changes
        plan.left = left
        plan.announcements = Announcement.all(
            of: changes,
            waiting,
            left: Set(left.map(\.address)),
            owed: announcements.flatMap(\.owed),
            in: view,
            mandate
        )
        return plan
    }
}

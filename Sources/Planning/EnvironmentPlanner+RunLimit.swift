internal import Diagnostics
internal import Model
internal import State

extension EnvironmentPlanner {
    /// More first rotations than this in one run are reported.
    private static let quietly = 10

    /// The identities whose due rotations are left for the next run, in the order in which they come.
    ///
    /// They are planned once more without it, so that whatever else they need is done.
    func postponed(
        _ findings: [[EnvironmentView.Finding]],
        _ files: [[FileChange]],
        _ held: [Int: Set<Fingerprint>]
    ) -> [RunLimit.Candidate] {
        guard context.mandate.scope == .unattended, context.mandate.request == nil,
            let limit = view.environment.maxPerRun
        else { return [] }
        var urgent = 0
        var candidates: [RunLimit.Candidate] = []
        for (index, identity) in view.environment.identities.enumerated() {
            let address = Address(view.name, identity.name)
            guard context.mandate.includes(address), view.unreadable[index] == nil, !doubt.blocked.contains(index)
            else {
                continue
            }
            var planner = IdentityPlanner(
                identity,
                at: address,
                view.keys.states[index],
                findings: findings[index],
                files: files[index],
                in: context
            )
            planner.holdsDeadKey = holdsDeadKey(index)
            planner.heldKeys = held[index] ?? []
            planner.plan()
            let allowed = Unattended.divide(planner.changes, planner.state, in: context).allowed
            guard let rotation = allowed.first(where: { $0.action == .rotate }) else { continue }
            if rotation.canWait, let due = planner.dueSince {
                candidates.append(RunLimit.Candidate(index: index, address: planner.address, due: due))
            } else {
                urgent += 1
            }
        }
        return Array(RunLimit(candidates, limit: limit, urgent: urgent).postponed)
    }

    /// What is reported about how many rotations one run begins.
    func crowding(_ changes: [Change], first: Set<Address>, postponed: [Address]) -> [Diagnostic] {
        var found: [Diagnostic] = []
        let rotated = changes.filter(\.canWait).map(\.address)
        let first = rotated.filter(first.contains).sorted(naturallyBy: { NaturalOrder($0.identity ?? "") })
        if first.count > Self.quietly { found.append(.firstRotations(first, of: rotated.count, in: view)) }
        if !postponed.isEmpty, let limit = view.environment.maxPerRun {
            found.append(.rotationsPostponed(postponed, limit: limit, in: view))
        }
        if context.mandate.scope == .everything, let limit = view.environment.maxPerRun, rotated.count > limit {
            found.append(.moreThanOneRun(rotated.count, limit: limit, in: view))
        }
        return found
    }
}

extension Diagnostic {
    fileprivate static func firstRotations(_ first: [Address], of all: Int, in view: EnvironmentView) -> Diagnostic {
        Diagnostic(
            .warning,
            PlanningCode.firstRotations,
            "\(first.count) keys of \(view.name) that keyturn did not issue are due in one run",
            detail: "It is unknown how long they were due before they were declared: \(named(first)).",
            fix:
                "spread them: `firstWithin: 14d` in the `rotation` of these identities; or limit what "
                + "one run of keyturn rotate begins: `maxPerRun`",
            at: view.environment.databaseLocation,
            address: view.name
        )
    }

    fileprivate static func rotationsPostponed(
        _ postponed: [Address],
        limit: Int,
        in view: EnvironmentView
    ) -> Diagnostic {
        Diagnostic(
            .note,
            PlanningCode.rotationsPostponed,
            postponed.count == 1
                ? "1 due rotation of \(view.name) is left for the next run"
                : "\(postponed.count) due rotations of \(view.name) are left for the next run",
            detail: "`maxPerRun` is \(limit): \(named(postponed)).",
            at: view.environment.databaseLocation,
            address: view.name
        )
    }

    fileprivate static func moreThanOneRun(_ count: Int, limit: Int, in view: EnvironmentView) -> Diagnostic {
        Diagnostic(
            .note,
            PlanningCode.rotationsPostponed,
            "\(count) rotations are due in \(view.name), and keyturn rotate would begin \(limit) of them in one run",
            detail: "`maxPerRun` does not limit keyturn apply.",
            at: view.environment.databaseLocation,
            address: view.name
        )
    }

    private static func named(_ addresses: [Address]) -> String {
        let shown = addresses.prefix(5).map(\.description).joined(separator: ", ")
        return addresses.count > 5 ? "\(shown) and \(addresses.count - 5) more" : shown
    }
}

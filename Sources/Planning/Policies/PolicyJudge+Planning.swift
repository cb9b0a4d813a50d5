internal import Diagnostics
internal import Model
internal import State

extension PolicyJudge {
    /// Judges declarations, plans and what was found, before anything is refused.
    static func judge(
        _ plans: [EnvironmentPlan],
        of selected: [EnvironmentView],
        comparedWith others: [EnvironmentView],
        _ sharedKeys: SharedKeys,
        _ situation: Situation
    ) -> PolicyReport {
        let policy = situation.policy
        guard !policy.policy.isEmpty || situation.mandate.override != nil else { return PolicyReport() }
        var judge = PolicyJudge(
            policy.policy,
            policy.chosen,
            comparedWith: policy.others,
            override: situation.mandate.override,
            now: situation.now
        )
        judge.judgeDeclarations()
        let scenes = Scenes(plans, of: selected, comparedWith: others, sharedKeys, situation)
        judge.judgePlans(scenes.scene)
        return judge.report(withPlan: true, only: situation.mandate)
    }

    /// Makes the scenes that rules look at.
    private struct Scenes {
        private let views: [String: EnvironmentView]
        private let plans: [String: EnvironmentPlan]
        private let changes: [String: [String: [Change]]]
        private let sharedKeys: SharedKeys
        private let situation: Situation
        private let all: [Environment]

        init(
            _ plans: [EnvironmentPlan],
            of selected: [EnvironmentView],
            comparedWith others: [EnvironmentView],
            _ sharedKeys: SharedKeys,
            _ situation: Situation
        ) {
            views = Dictionary((selected + others).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
            self.plans = Dictionary(plans.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
            changes = self.plans.mapValues(Self.byIdentity)
            self.sharedKeys = sharedKeys
            self.situation = situation
            all = situation.policy.chosen + situation.policy.others
        }

        private static func byIdentity(_ plan: EnvironmentPlan) -> [String: [Change]] {
            Dictionary(grouping: plan.changes) { $0.address.identity ?? "" }
        }

        func scene(_ name: String, _ value: RuleValue) -> PlannedScene? {
            guard let view = views[name], let plan = plans[name] else { return nil }
            return scene(view, plan, changes[name] ?? [:], value)
        }

        private func scene(
            _ view: EnvironmentView,
            _ plan: EnvironmentPlan,
            _ changes: [String: [Change]],
            _ value: RuleValue
        ) -> PlannedScene {
            PlannedScene(
                view: view,
                plan: plan,
                value: value,
                now: situation.now,
                mandate: situation.mandate,
                revoked: situation.revoked,
                tracked: situation.policy.tracked.first { $0.environment == view.name },
                all: all,
                neighbours: neighbours(of: view),
                other: { other($0, value) },
                changes: changes
            )
        }

        private func neighbours(of view: EnvironmentView) -> [Environment] {
            views.values.filter { $0.sharesDatabase(with: view) }.map(\.environment).sorted { $0.name < $1.name }
        }

        /// One that the run does not change is planned for as if it did.
        private func other(_ name: String, _ value: RuleValue) -> PlannedScene? {
            if situation.mandate.scope == .everything, let scene = scene(name, value) { return scene }
            guard let view = views[name] else { return nil }
            var situation = situation
            situation.mandate = .everything
            var planner = EnvironmentPlanner(view: view, sharedKeys: sharedKeys, situation)
            let plan = planner.plan()
            return scene(view, plan, Self.byIdentity(plan), value)
        }
    }
}

package import Diagnostics
internal import Model
package import Planning

/// A plan as text: a line for each change, those that need a review last, then the summary.
package struct PlanText: Sendable {
    private let style: TextStyle
    private let detail: PlanDetail

    package init(style: TextStyle, detail: PlanDetail = PlanDetail()) {
        self.style = style
        self.detail = detail
    }

    /// Ends with the summary line and a line break.
    package func render(_ plan: Plan) -> String {
        if detail.isQuiet { return summary(of: plan) + "\n" }
        return plan.environments.map { section($0, of: plan) }.joined()
            + PlanNotes(style: style, isWhole: detail.showsAll).render(plan)
            + danger(plan) + summary(of: plan) + "\n"
    }

    private func section(_ environment: EnvironmentPlan, of plan: Plan) -> String {
        let changes = environment.changes.filter { !$0.isDangerous(asOf: plan.now) }
        let diffs = detail.showsDiffs ? environment.sortedDiffs : []
        guard
            !changes.isEmpty || !environment.announcements.isEmpty || !diffs.isEmpty || environment.isRefused
        else { return "" }
        var text = style.paint(environment.name, .bold)
        if environment.isRefused { text += "  " + style.paint("refused: see the errors", .red) }
        text += "\n" + table(changes, of: plan, hasDetails: detail.isVerbose)
        for diff in diffs { text += DiffText(style: style).render(diff) }
        for announcement in environment.announcements {
            text += "  " + style.wrapped(announcement.words, indent: 4, startingAt: 2) + "\n"
        }
        return text + "\n"
    }

    /// Changes that need a review: at the end, so that safe changes do not hide them.
    private func danger(_ plan: Plan) -> String {
        let changes = plan.environments.flatMap { $0.changes.filter { $0.isDangerous(asOf: plan.now) } }
        guard !changes.isEmpty else { return "" }
        return style.paint("Review these: keys that are replaced, revoked, removed or may be in use", .bold) + "\n"
            + table(changes, of: plan, hasDetails: true) + "\n"
    }

    private func table(_ changes: [Change], of plan: Plan, hasDetails: Bool) -> String {
        let sorted = changes.sortedNaturally(by: \.address)
        // Which keys in use end is never folded away.
        let used = hasDetails ? sorted.filter { $0.isOldKeyInUse(asOf: plan.now) == true } : []
        let unused = used.isEmpty ? sorted : sorted.filter { $0.isOldKeyInUse(asOf: plan.now) != true }
        let least = hasDetails ? ChangeGroup.leastDangerous : ChangeGroup.least
        let groups = ChangeGroup.all(of: unused, now: plan.now, least: detail.showsAll ? nil : least)
        return ChangeTable(
            style: style,
            now: plan.now,
            endsFirst: plan.mandate.endsFirst,
            hasDetails: hasDetails
        ).render(groups + used.map { ChangeGroup(changes: [$0]) })
    }

    /// The summary: how many changes of each kind, or no changes and the next rotation.
    package func summary(of plan: Plan) -> String {
        let numbers = plan.environments.reduce(into: [Action: Int]()) { numbers, environment in
            for change in environment.changes { numbers[change.action, default: 0] += 1 }
        }
        let scope =
            count(plan.environments.count, "environment") + ", "
            + count(plan.environments.reduce(0) { $0 + $1.identityCount }, "identity", "identities")
        guard !numbers.isEmpty else {
            let refused = plan.environments.filter(\.isRefused).count
            if refused > 0 { return "Nothing can be done in \(count(refused, "environment"))." }
            if plan.environments.isEmpty { return "No plan: no environment could be read." }
            let next = plan.environments.compactMap(\.nextRotation).min { $0.at < $1.at }
            let rotation = next.map { ", next rotation \($0.address) \(TimeText.relative($0.at, to: plan.now))" }
            if plan.owesCommands { return "No changes, but onEnd is owed. \(scope)\(rotation ?? "")." }
            if plan.owesRevocations { return "No changes, but a revocation is unfinished. \(scope)\(rotation ?? "")." }
            if let leftOut = plan.leftOut { return "No drift. \(scope)." + Self.leftOut(leftOut) }
            let verdict =
                switch (plan.mandate.request, plan.mandate.scope) {
                case (.revoke, _): "Nothing to revoke."
                case (_, .everything): "No changes."
                case (_, .unattended): "Nothing is due."
                }
            return "\(verdict) \(scope)\(rotation ?? "")."
        }
        let parts = Action.allCases.compactMap { action -> String? in
            numbers[action].map { "\(grouped($0)) to \(action.rawValue)" }
        }
        let title = plan.leftOut == nil ? "Plan:" : "Drift:"
        return style.paint(title, .bold) + " \(parts.joined(separator: ", ")). \(scope)."
            + (plan.leftOut.map(Self.leftOut) ?? "")
    }

    private static func leftOut(_ number: Int) -> String {
        number == 0
            ? "" : " Not shown: \(count(number, "change")) that \(number == 1 ? "is" : "are") due or newly declared."
    }
}

package import Diagnostics
package import Model
package import Planning

/// A plan for another moment than the one at which the stores and files were looked at (`plan --at`).
package struct WhatIf: Sendable {
    package let plan: Plan
    package let observedAt: Instant

    package init(_ plan: Plan, observedAt: Instant) {
        self.plan = plan
        self.observedAt = observedAt
    }

    /// The plan's text behind a line that says what it is.
    package func text(style: TextStyle, detail: PlanDetail = PlanDetail()) -> String {
        style.paint(style.wrapped(words, indent: 0, startingAt: 0), .bold) + "\n\n"
            + PlanText(style: style, detail: detail).render(plan)
    }

    /// What the plan is, for whoever reads it.
    package var words: String {
        "Assuming that it is \(TimeText.moment(plan.now)), \(TimeText.relative(plan.now, to: observedAt)), and nothing "
            + "is done until then:"
    }

    /// The plan's JSON with `what_if` behind the time that it is for.
    package var json: JSONText {
        guard case .object(var members) = PlanJSON.renderWithDeclarations(plan) else { return nil }
        let index = members.firstIndex { $0.name == "created_at" }.map { $0 + 1 } ?? members.startIndex
        let own: JSONText = ["at": .string(plan.now.iso8601), "observed_at": .string(observedAt.iso8601)]
        members.insert(JSONText.Member("what_if", own), at: index)
        return .object(members)
    }
}

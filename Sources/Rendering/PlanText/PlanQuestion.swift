package import Planning

/// What is asked before a plan is applied: it counts the keys that end though they are in use.
package enum PlanQuestion {
    package static func text(for plan: Plan) -> String {
        let (inUse, unknown) = plan.endangered
        var text = "Apply?"
        if inUse > 0 { text += " \(count(inUse, "key that is in use", "keys that are in use")) will end." }
        if unknown > 0 {
            text += " \(count(unknown, "key")) whose last use is unknown will end."
        }
        return text
    }
}

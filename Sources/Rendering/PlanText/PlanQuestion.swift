package import Planning

/// What is asked before a plan is applied: it counts the keys that end though they are in use.
package enum PlanQuestion {
    package static func text(for plan: Plan) -> String {
        let (inUse, unknown) = plan.endangered
        return
            (["Apply?"] + [
                inUse.words("that is in use", "that are in use"), unknown.words("whose last use is unknown"),
            ])
            .compactMap(\.self).joined(separator: " ")
    }
}

extension Plan.Endangered {
    /// `2 keys that are in use will end.`; nil for none.
    func words(_ one: String, _ several: String? = nil) -> String? {
        guard keys > 0 else { return nil }
        let places = rows > keys ? " in \(rows) rows" : ""
        return "\(count(keys, "key \(one)", "keys \(several ?? one)")) will end\(places)."
    }
}

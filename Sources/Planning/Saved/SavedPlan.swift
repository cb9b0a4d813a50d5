package import Model
package import State

/// A plan as it was reviewed, to be applied later as it is or not at all.
///
/// Holds no secret: fingerprints and digests alone.
package struct SavedPlan: Sendable, Codable {
    /// Of keyturn: another one may plan otherwise.
    package let version: String

    /// Digests of the files that were read, by their names below the configuration folder.
    package let configuration: [String: String]

    package let pins: Pins

    /// Until when its decisions hold: after that something else is due; nil for no end in sight.
    package let holdsUntil: Instant?

    /// What whoever made it wrote beside it.
    package let note: String?

    package let plan: Plan

    package init(
        version: String,
        configuration: [String: String],
        pins: Pins,
        holdsUntil: Instant?,
        note: String?,
        plan: Plan
    ) {
        self.version = version
        self.configuration = configuration
        self.pins = pins
        self.holdsUntil = holdsUntil
        self.note = note
        self.plan = plan.asShown()
    }

    /// Why it must not be applied now, in words; empty where it may.
    ///
    /// `current` is made by the same request under the locks, `pins` from what that was made from.
    package func objections(
        to current: Plan,
        _ pins: Pins,
        configuration: [String: String],
        version: String
    ) -> [String] {
        guard version == self.version else {
            return ["it was made by keyturn \(self.version), and this is \(version)"]
        }
        var found: [String] = []
        for file in Set(configuration.keys).union(self.configuration.keys).sorted()
        where configuration[file] != self.configuration[file] {
            let what =
                switch (self.configuration[file], configuration[file]) {
                case (nil, _): "is new"
                case (_, nil): "is gone"
                default: "changed"
                }
            found.append("the file \(file) of the configuration \(what)")
        }
        if let holdsUntil, current.now >= holdsUntil {
            found.append("its decisions were valid until \(holdsUntil.iso8601)")
        }
        found += self.pins.differences(from: pins)
        if found.isEmpty, !current.asShown().promisesTheSame(as: plan) {
            found.append("keyturn would do something else now: see keyturn plan")
        }
        return found
    }
}

extension Plan {
    /// When, with nothing else changing, the next plan differs from this one; nil for never.
    ///
    /// The next rotation, the end of a live key, and the end of someone's patience.
    package func holdsUntil(_ views: [EnvironmentView]) -> Instant? {
        var moments = environments.compactMap(\.nextRotation?.at) + waiting.compactMap(\.deadline)
        for view in views {
            for state in view.keys.states {
                moments += state.parallel(asOf: now).compactMap { $0.lastUsedAt.map { $0 + KeyState.quiet } }
                moments += state.live.compactMap {
                    $0.isEndEnforced ? $0.expiresAt : $0.expiresAt.map { $0 + EndEnforcement.tolerance }
                }
            }
        }
        return moments.filter { $0 > now }.min()
    }
}

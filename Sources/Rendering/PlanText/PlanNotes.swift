internal import Diagnostics
internal import Planning

/// What a plan found that asks for no change: keys that are ending, keys left alone, environments not compared.
struct PlanNotes {
    let style: TextStyle

    /// Whether all of every kind are named.
    var isWhole = false

    /// At most this many of each kind are named, then counted.
    private static let limit = 5

    /// What is reported about one kind.
    struct List {
        let title: String
        let lines: [String]

        /// Whether all of it is shown: what is let pass is never counted only.
        var isWhole = false
    }

    /// Empty, or blocks that each end with an empty line.
    func render(_ plan: Plan) -> String { render(Self.lists(of: plan)) }

    func render(_ lists: [List]) -> String { lists.map(list).joined() }

    /// Every kind, also those of which there is nothing to tell.
    static func lists(of plan: Plan) -> [List] {
        [
            List(
                title: "Waiting: replaced keys stay valid until the new ones are seen in use:",
                lines: plan.waiting.map { $0.words(now: plan.now) }
            ),
            List(
                title: "Needs review (run keyturn plan, then keyturn apply):",
                lines: reviewed(plan).map { change in
                    "\(change.action.symbol) \(change.action.rawValue) \(change.address), "
                        + change.reasons.map { $0.words(now: plan.now) }.joined(separator: "; ")
                        + plan.policy.heldWords(change.address)
                }
            ),
            List(
                title: "Shared keys still valid until their overlap ends:",
                lines: plan.ending.map { ending in
                    "\(ending.address) \(ending.fingerprint) until \(TimeText.moment(ending.ends)), "
                        + TimeText.relative(ending.ends, to: plan.now)
                        + (ending.lastUsedAt.map { "; " + UseText.words($0, now: plan.now) } ?? "")
                }
            ),
            List(
                title: "Unmanaged keys of declared owners (left alone):",
                lines: plan.environments.flatMap(\.unmanaged).map(\.words)
            ),
            List(
                title: "Orphaned keys (live, in no declaration):",
                lines: plan.environments.flatMap(\.orphans.told.keys).map { $0.words(now: plan.now) }
            ),
            List(
                title: "Orphaned fragments (named by no delivery):",
                lines: plan.environments.flatMap(\.orphans.told.fragments).map { $0.words(now: plan.now) }
            ),
        ] + PolicyText.lists(of: plan.policy) + [
            List(
                title: "Not checked for shared keys:",
                lines: plan.notCompared.map(\.words)
            )
        ]
    }

    /// What ends or replaces keys first.
    private static func reviewed(_ plan: Plan) -> [Change] {
        let sorted = plan.left.sortedNaturally(by: \.address)
        return sorted.filter { $0.isDangerous(asOf: plan.now) } + sorted.filter { !$0.isDangerous(asOf: plan.now) }
    }

    private func list(_ list: List) -> String {
        let lines = list.lines
        guard !lines.isEmpty else { return "" }
        var text = style.wrapped(list.title, indent: 0, startingAt: 0) + "\n"
        let shown = list.isWhole || isWhole ? lines[...] : lines.prefix(Self.limit)
        for line in shown { text += "  " + style.wrapped(line, indent: 4, startingAt: 2) + "\n" }
        if lines.count > shown.count { text += "  and \(grouped(lines.count - shown.count)) more (--all lists them)\n" }
        return text + "\n"
    }
}

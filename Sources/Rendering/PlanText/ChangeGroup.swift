internal import Model
internal import Planning

/// Changes that differ in nothing but the identity: one line tells them all.
struct ChangeGroup {
    var changes: [Change]

    /// Fewer are listed.
    static let least = 6

    /// In the order of each group's first change.
    ///
    /// A group that is too small to be folded comes as a group for each of its changes.
    static func all(of changes: [Change], now: Instant, isFolding: Bool) -> [ChangeGroup] {
        guard isFolding, changes.count >= least else { return changes.map { ChangeGroup(changes: [$0]) } }
        let likenesses = changes.map { $0.likeness(now: now) }
        var numbers: [String: Int] = [:]
        for likeness in likenesses { numbers[likeness, default: 0] += 1 }
        var places: [String: Int] = [:]
        var groups: [ChangeGroup] = []
        for (change, likeness) in zip(changes, likenesses) {
            if let place = places[likeness] {
                groups[place].changes.append(change)
            } else {
                if numbers[likeness, default: 0] >= least { places[likeness] = groups.count }
                groups.append(ChangeGroup(changes: [change]))
            }
        }
        return groups
    }
}

extension Change {
    /// The same text for two changes that are reported in the same words but for names and keys.
    fileprivate func likeness(now: Instant) -> String {
        let findings = files.map { $0.holdsDeadKey || $0.finding != nil ? $0.findingWords : "" }
        return ([address.environment, action.rawValue, "\(from != nil)", whyWords(now: now)] + findings)
            .joined(separator: "\n")
    }
}

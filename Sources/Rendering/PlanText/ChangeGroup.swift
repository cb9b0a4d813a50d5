internal import Diagnostics
internal import Model
internal import Planning

/// Changes that differ in nothing but the identity: one line tells them all.
struct ChangeGroup {
    var changes: [Change]

    /// Fewer are listed.
    static let least = 6

    /// Fewer of those that need a review are listed: each of them may end a key in use.
    static let leastDangerous = 24

    /// In the order of each group's first change.
    ///
    /// A group of fewer than `least` changes comes as a group for each of them; nil: so does every group.
    static func all(of changes: [Change], now: Instant, least: Int?) -> [ChangeGroup] {
        guard let least, changes.count >= least else { return changes.map { ChangeGroup(changes: [$0]) } }
        var likenesses: [String] = []
        for (index, change) in changes.enumerated() {
            // Thousands of changes often differ in nothing but names and keys.
            let isSame = index > 0 && change.isLike(changes[index - 1])
            likenesses.append(isSame ? likenesses[index - 1] : change.likeness(now: now))
        }
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

extension ChangeGroup {
    /// `prod/svc1 … svc9`, where no other identity is between them; else the first ones.
    ///
    /// `others`: the addresses of changes that are not in the group.
    func address(among others: Set<Address>) -> String {
        let names = changes.reduce(into: [Address]()) { if $0.last != $1.address { $0.append($1.address) } }
        guard let first = names.first, let last = names.last, names.count > 1 else {
            return "\(changes[0].address) (\(grouped(changes.count)) keys)"
        }
        let (lowest, highest) = (NaturalOrder(first), NaturalOrder(last))
        let isUnbroken = !others.contains { lowest < NaturalOrder($0) && NaturalOrder($0) < highest }
        return isUnbroken
            ? "\(first) … \(last.identity ?? "")"
            : "\(first), \(names[1].identity ?? "")\(names.count > 2 ? ", …" : "")"
    }
}

extension Change {
    /// Whether all is the same that a likeness is made of.
    fileprivate func isLike(_ other: Change) -> Bool {
        action == other.action && (from == nil) == (other.from == nil) && reasons == other.reasons
            && files == other.files && address.environment == other.address.environment
    }

    /// The same text for two changes that are reported in the same words but for names and keys.
    fileprivate func likeness(now: Instant) -> String {
        let findings = files.map { $0.holdsDeadKey || $0.finding != nil ? $0.findingWords : "" }
        return ([address.environment, action.rawValue, "\(from != nil)", whyWords(now: now)] + findings)
            .joined(separator: "\n")
    }
}

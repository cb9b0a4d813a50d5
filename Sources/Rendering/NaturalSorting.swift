internal import Diagnostics
internal import Model
internal import Planning

extension Array {
    /// Sorted by an address, naturally, environment by environment; elements of one address stay in their order.
    func sortedNaturally(by address: (Element) -> Address) -> [Element] {
        let keys = map { NaturalOrder(address($0)) }
        return indices.sorted { keys[$0] == keys[$1] ? $0 < $1 : keys[$0] < keys[$1] }.map { self[$0] }
    }
}

extension EnvironmentPlan {
    /// The files that change, by their paths as people sort them.
    var sortedDiffs: [FileDiff] {
        let keys = diffs.map { NaturalOrder($0.path) }
        return diffs.indices.sorted { keys[$0] == keys[$1] ? $0 < $1 : keys[$0] < keys[$1] }.map { diffs[$0] }
    }
}

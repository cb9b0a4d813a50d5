internal import Diagnostics
internal import Model
internal import Planning

extension Array {
    /// Sorted by an address, naturally, environment by environment; elements of one address stay in their order.
    func sortedNaturally(by address: (Element) -> Address) -> [Element] {
        sorted(naturallyBy: { NaturalOrder(address($0)) })
    }
}

extension EnvironmentPlan {
    /// The files that change, by their paths as people sort them.
    var sortedDiffs: [FileDiff] { diffs.sorted(naturallyBy: { NaturalOrder($0.path) }) }
}

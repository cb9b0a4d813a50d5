internal import Model
internal import State

extension Array {
    /// Sorted by an address, naturally; elements of one address stay in their order.
    func sortedNaturally(by address: (Element) -> Address) -> [Element] {
        let keys = map { NaturalOrder(address($0).description) }
        return indices.sorted { keys[$0] == keys[$1] ? $0 < $1 : keys[$0] < keys[$1] }.map { self[$0] }
    }
}

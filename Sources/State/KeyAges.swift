internal import Model

/// What says which key of an identity is newer, where the key table does not say when a row was made.
struct KeyAges {
    private let order: RowOrder
    private let lifetimes: [Duration?]

    /// The keys in the files of identities, by their places; empty where the table itself tells the order.
    private let delivered: [Int: Set<Fingerprint>]

    init(of observed: ObservedEnvironment) {
        order = observed.store.order
        lifetimes = order == .created ? [] : observed.environment.identities.map(\.rotation.expires)
        var delivered: [Int: Set<Fingerprint>] = [:]
        if order == .files {
            observed.forEachText { identity, text in
                delivered[identity, default: []].insert(Fingerprint(of: text))
            }
        }
        self.delivered = delivered
    }

    /// A row of the identity at a place, with what tells its age.
    func placed(_ row: KeyRow, of identity: Int, isRecoverable: Bool) -> KeyRow {
        switch order {
        case .created: return row
        case .ids: return row.dated(by: lifetimes[identity], isCounted: true)
        case .ends: return row.dated(by: lifetimes[identity], isCounted: false)
        case .files:
            guard isRecoverable else { return row.ranked(.unrecoverable) }
            return row.ranked(delivered[identity]?.contains(row.fingerprint) == true ? .delivered : .undelivered)
        }
    }
}

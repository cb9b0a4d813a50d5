internal import Model
internal import Planning
internal import Schedule
internal import State

/// Something in a store that a change ends, once its successor is where it belongs.
struct Ending {
    enum Kind {
        /// The row is given an end, an overlap from then.
        case retire(KeyRow, Identity)
        case deactivate(KeyRow)
        /// Whatever rows hold the key, of whatever owner.
        case deactivateKey(Fingerprint)
        case delete(KeyRow)
    }

    let kind: Kind

    /// The place of the identity in its environment; nil where no identity declares the key.
    let identity: Int?

    /// Whether it waits for no one: a key that must not be used.
    let isUrgent: Bool

    /// Whether a fragment that held the key until lately must not come back.
    var concernsFragments: Bool { if case .delete = kind { false } else { true } }

    /// The key that is refused once it has ended, with the identity that declares it; nil for what keeps working a while.
    ///
    /// Where its own end passed since it was looked at, that was the end that its revocation began with.
    func endedKey(in environment: Environment) -> EndedKey? {
        let key: Fingerprint
        switch kind {
        case .deactivate(let row): key = row.fingerprint
        case .deactivateKey(let fingerprint): key = fingerprint
        case .retire, .delete: return nil
        }
        return EndedKey(key, identity: identity.map { environment.identities[$0].name })
    }

    /// What changes end, in their order.
    static func all(of changes: [PlacedChange], in view: EnvironmentView) -> [Ending] {
        var rows: [Int: [Fingerprint: KeyRow]] = [:]
        return changes.flatMap { placed -> [Ending] in
            guard let index = placed.identity else { return made(by: placed.change, nil) }
            let state = view.keys.states[index]
            // An identity may have thousands of keys: they are not searched for each.
            let known = rows[index] ?? state.rowsByKey
            rows[index] = known
            return made(by: placed.change, (index, view.environment.identities[index], known))
        }
    }

    /// The end that a declared key is given before anything else is done about it, where it is to be revoked: so that it
    /// ends whatever happens after that.
    func beginning(at now: Instant) -> KeyEnd? {
        guard isUrgent, case .deactivate(let row) = kind, row.isLive(at: now) else { return nil }
        return KeyEnd(row: row.id, end: now + Rotation.revocationMargin)
    }

    /// What a change ends; the identity is the one of its address.
    private static func made(
        by change: Change,
        _ declared: (index: Int, identity: Identity, rows: [Fingerprint: KeyRow])?
    )
        -> [Ending]
    {
        guard let from = change.from else { return [] }
        guard let declared else {
            return change.action == .revoke
                ? [Ending(kind: .deactivateKey(from), identity: nil, isUrgent: true)] : []
        }
        guard let row = declared.rows[from] else { return [] }
        func ending(_ kind: Kind, isUrgent: Bool = false) -> [Ending] {
            [Ending(kind: kind, identity: declared.index, isUrgent: isUrgent)]
        }
        switch change.action {
        case .issue, .adopt, .deliver: return []
        case .rotate, .replace:
            return change.awaitsAdoption ? [] : ending(.retire(row, declared.identity))
        case .retire: return ending(.retire(row, declared.identity))
        case .revoke: return ending(.deactivate(row), isUrgent: true)
        case .remove:
            guard change.reasons.contains(.absent) else { return ending(.delete(row)) }
            return ending(.deactivate(row), isUrgent: change.reasons.contains(where: \.isUrgent))
        }
    }
}

extension KeyState {
    /// The current key before older ones, those before dead ones.
    fileprivate var rowsByKey: [Fingerprint: KeyRow] {
        Dictionary(
            rows.map { ($0.fingerprint, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}

extension KeyEndings {
    /// Rows that end early enough already are left alone.
    init(_ endings: [Ending], at now: Instant) {
        self.init()
        for ending in endings {
            switch ending.kind {
            case .retire(let row, let identity):
                guard let end = identity.end(of: row, retiredAt: now) else { continue }
                ends.append(KeyEnd(row: row.id, end: end))
            case .deactivate(let row): deactivated.append(row.id)
            case .deactivateKey(let fingerprint): deactivatedKeys.append(fingerprint)
            case .delete(let row): deleted.append(row.id)
            }
        }
    }

    var count: Int { ends.count + deactivated.count + deactivatedKeys.count + deleted.count }
}

internal import Model
internal import Planning
internal import Schedule
internal import State

/// Something in a store that a change ends, once its successor is where it belongs.
struct Ending {
    enum Kind {
        /// The row is given an end, an overlap from then.
        case retire(KeyRow, Identity)
        /// The end that the row's name bears is taken out of it before files change: the key is still delivered.
        case postpone(KeyRow, Identity)
        /// The row's end has passed, and no server enforces it.
        case finish(KeyRow)
        case deactivate(KeyRow)
        /// Whatever rows hold the key, of whatever owner.
        ///
        /// Apart: else each of the others would take twice the memory.
        indirect case deactivateKey(Fingerprint)
        case delete(KeyRow)
    }

    let kind: Kind

    /// What makes the key stop working at its end.
    let enforcement: EndEnforcement

    /// The place of the identity in its environment; nil if no identity declares the key.
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
        case .deactivate(let row), .finish(let row): key = row.fingerprint
        case .deactivateKey(let fingerprint): key = fingerprint
        case .retire, .postpone, .delete: return nil
        }
        return EndedKey(key, identity: identity.map { environment.identities[$0].name })
    }

    /// What was in the key's column of the rows that were ended at once, by the keys that are ended.
    static func texts(of endings: [Ending], in ended: EndedTexts) -> [Fingerprint: [String]] {
        var texts: [Fingerprint: [String]] = [:]
        for ending in endings {
            switch ending.kind {
            case .deactivate(let row), .finish(let row):
                guard let text = ended.byRow[row.id] else { continue }
                texts[row.fingerprint, default: []].append(text)
            case .deactivateKey(let key): texts[key, default: []] += ended.byKey[key] ?? []
            case .retire, .postpone, .delete: continue
            }
        }
        return texts.filter { !$1.isEmpty }
    }

    /// What changes end, in their order.
    static func all(of changes: [PlacedChange], in view: EnvironmentView, at now: Instant) -> [Ending] {
        let enforcement = view.observed.store.ending
        let identities = view.environment.identities
        var rows: [Int: [Fingerprint: KeyRow]] = [:]
        // Most of a first apply ends nothing.
        return changes.lazy.filter { $0.change.from != nil }.flatMap { placed -> [Ending] in
            guard let index = placed.identity else { return made(by: placed.change, nil, enforcement, at: now) }
            let state = view.keys.states[index]
            var row = state.current
            if row?.fingerprint != placed.change.from {
                // An identity may have thousands of older keys: they are not searched for each.
                let known = rows[index] ?? state.rowsByKey
                rows[index] = known
                row = placed.change.from.flatMap { known[$0] }
            }
            return made(by: placed.change, (index, identities[index], row), enforcement, at: now)
        }
    }

    /// The end that a declared key is given before anything else is done about it, where it is to be revoked: so that it
    /// ends whatever happens after that.
    func beginning(at now: Instant) -> KeyEnd? {
        switch kind {
        case .postpone(let row, let identity):
            return KeyEnd(
                row: row.id,
                end: .distantFuture,
                name: row.markedName(row.name ?? identity.key.name).text
            )
        case .deactivate(let row):
            guard isUrgent, row.isLive(at: now) else { return nil }
            return KeyEnd(row, end: now + Rotation.revocationMargin, by: enforcement)
        case .retire, .finish, .deactivateKey, .delete: return nil
        }
    }

    /// Whether its key works for an overlap from then.
    var isRetirement: Bool { if case .retire = kind { true } else { false } }

    /// Whether it is done with the new keys, before files change.
    var isBegun: Bool { if case .postpone = kind { true } else { false } }

    /// What a change ends; the identity is the one of its address.
    private static func made(
        by change: Change,
        _ declared: (index: Int, identity: Identity, row: KeyRow?)?,
        _ enforcement: EndEnforcement,
        at now: Instant
    ) -> [Ending] {
        guard let from = change.from else { return [] }
        guard let declared else {
            return change.action == .revoke
                ? [Ending(kind: .deactivateKey(from), enforcement: enforcement, identity: nil, isUrgent: true)] : []
        }
        guard let row = declared.row else { return [] }
        func ending(_ kind: Kind, isUrgent: Bool = false) -> [Ending] {
            [Ending(kind: kind, enforcement: enforcement, identity: declared.index, isUrgent: isUrgent)]
        }
        /// An end that is near or past counts no more where the key is replaced or still delivered.
        func retirement(_ row: KeyRow, awaitsAdoption: Bool = false) -> [Ending] {
            let identity = declared.identity
            guard enforcement.isMarked, identity.renewedEnd(of: row, at: now) != nil else {
                return awaitsAdoption ? [] : ending(.retire(row, identity))
            }
            return ending(.postpone(row, identity))
                + (awaitsAdoption ? [] : ending(.retire(row.ending(at: nil), identity)))
        }
        switch change.action {
        case .issue, .adopt, .deliver: return []
        case .rotate, .replace:
            return retirement(row, awaitsAdoption: change.awaitsAdoption)
        case .retire: return change.endsNow ? ending(.finish(row)) : retirement(row)
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

extension KeyEnd {
    /// Nil if nothing in the table can hold an end.
    fileprivate init?(_ row: KeyRow, end: Instant, by enforcement: EndEnforcement) {
        if enforcement.isUnwritten { return nil }
        let marked: String? = enforcement.isMarked ? row.markedName(row.name ?? "", until: end).text : nil
        self.init(row: row.id, end: end, name: marked)
    }
}

extension KeyEndings {
    /// Rows that end early enough already are left alone.
    init(_ endings: [Ending], at now: Instant) {
        self.init()
        for ending in endings {
            switch ending.kind {
            case .retire(let row, let identity):
                guard let end = identity.end(of: row, retiredAt: now),
                    let written = KeyEnd(row, end: end, by: ending.enforcement)
                else { continue }
                ends.append(written)
            case .postpone: continue
            case .finish(let row), .deactivate(let row): deactivated.append(row.id)
            case .deactivateKey(let fingerprint): deactivatedKeys.append(fingerprint)
            case .delete(let row): deleted.append(row.id)
            }
        }
    }

    var count: Int { ends.count + deactivated.count + deactivatedKeys.count + deleted.count }
}

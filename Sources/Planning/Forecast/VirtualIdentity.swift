internal import Diagnostics
internal import Fragments
internal import Model
internal import Schedule
internal import State

/// One identity in the world of a forecast: its live rows and what its fragments hold, carried on from moment to moment.
///
/// The planner decides, as it does for a run; here its decisions are taken to be applied at once. Fragments are not
/// rendered: all of them hold the key that was delivered last.
struct VirtualIdentity {
    let identity: Identity
    let address: Address
    /// Every file that it is delivered to.
    let files: [FileChange]
    let context: Context

    /// What does not change with the moments.
    struct Context {
        let sharedKeys: SharedKeys
        let revoked: RevocationList
        let adoptedAfter: Duration
        let until: Instant
        /// At most this many new keys.
        let limit: Int
        /// Its place among the identities of the forecast.
        let index: Int
    }

    /// Rows that are live or were so a moment ago, and the others too where ``keepsEnded``.
    private(set) var rows: [KeyRow]

    /// Whether what is ended still tells something: that Keyturn did not replace an older key which is in use.
    private let keepsEnded: Bool

    /// Rows whose text cannot be had, by ``KeyRow/id``.
    private let unseen: Set<String>

    /// What the fragments hold; nil before the first delivery.
    private(set) var delivered: Fingerprint?
    private var deliveredAt: Instant
    private var now: Instant

    /// The run that has room for a rotation which is due; nil for none that waits.
    private var waitsUntil: Instant?

    private(set) var events: [ForecastEvent] = []
    private(set) var outcome: ForecastIdentity
    /// The places of rows' keys in ``outcome``, by ``KeyRow/id``.
    private var spans: [String: Int] = [:]
    private var born: Set<Fingerprint> = []

    /// From when on no live key was delivered; nil for never.
    private(set) var isDarkFrom: Instant?
    /// Whether there is more than ``Context/limit``.
    private(set) var isCut = false
    /// Since when its schedule leaves every new key due at once; nil for never.
    private(set) var isRestlessFrom: Instant?

    init(
        _ identity: Identity,
        at address: Address,
        _ state: KeyState,
        files: [FileChange],
        now: Instant,
        in context: Context
    ) {
        self.identity = identity
        self.address = address
        self.files = files
        self.context = context
        self.now = now
        deliveredAt = now
        rows = state.liveNewestFirst(asOf: now).reversed()
        keepsEnded = !state.parallel(asOf: now).isEmpty
        unseen = Set(state.unseen.map(\.id))
        outcome = ForecastIdentity(address: address, awaitsAdoption: identity.rotation.adoption != nil)
        // Whatever the plan for now leaves alone is as it should be.
        delivered = identity.isAbsent ? nil : state.current?.fingerprint
        for (index, row) in rows.enumerated() {
            spans[row.id] = index
            let next = index + 1 < rows.count ? rows[index + 1].issueDate(asOf: now) : nil
            outcome.keys.append(
                ForecastSpan(
                    key: .known(row.fingerprint),
                    from: row.issueDate(asOf: now),
                    replaced: next,
                    ends: row.expiresAt
                )
            )
        }
        if keepsEnded { rows += state.dead }
    }

    /// Applies the plan for now, then whatever follows from it.
    mutating func run(_ changes: [Change], outsideWindow: Bool, _ keys: inout VirtualKeys, _ runs: inout RunSlots) {
        carryOut(limited(changes, &runs), outsideWindow: outsideWindow, &keys)
        while !isCut, let moment = nextMoment(), moment <= context.until, !isCut {
            passEnds(before: moment)
            now = moment
            check()
            takeUpKeys()
            let (changes, isOutsideWindow) = plan()
            carryOut(limited(changes, &runs), outsideWindow: isOutsideWindow, &keys)
            check()
        }
        if !isCut { passEnds(before: context.until + .microseconds(1)) }
    }

    private var state: KeyState {
        var state = KeyState()
        for row in rows { state.insert(row, isRecoverable: !unseen.contains(row.id), now: now) }
        return state
    }

    /// The same without a rotation for which the run has no room: it waits for a later one.
    private mutating func limited(_ changes: [Change], _ runs: inout RunSlots) -> [Change] {
        guard changes.contains(where: \.canWait), let current = state.current,
            !identity.rotation.isEndNear(of: current, asOf: now)
        else {
            waitsUntil = nil
            return changes
        }
        let slot = waitsUntil ?? runs.take(for: address, at: now)
        waitsUntil = slot > now ? slot : nil
        return slot > now ? plan(isPostponed: true).changes : changes
    }

    private func plan(isPostponed: Bool = false) -> (changes: [Change], isOutsideWindow: Bool) {
        let state = state
        var findings: [EnvironmentView.Finding] = []
        if let current = state.current, current.fingerprint != delivered, !identity.isAbsent {
            let finding = delivered.map(FragmentFinding.holdsOther) ?? .fileMissing
            findings = files.map { EnvironmentView.Finding(path: $0.path, finding: finding) }
        }
        var planner = IdentityPlanner(
            identity,
            at: address,
            state,
            findings: findings,
            files: files,
            in: PlanningContext(
                environment: address.environment,
                sharedKeys: context.sharedKeys,
                revoked: context.revoked,
                material: KeyMaterial(),
                mandate: .everything,
                now: now,
                // Whoever ends it: a key that reaches its end is gone here.
                keepsTexts: true,
                ending: .server,
                issued: IssuedKeys()
            )
        )
        planner.isPostponed = isPostponed
        planner.plan()
        let isOutsideWindow = planner.diagnostics.contains { $0.code == PlanningCode.outsideWindow.rawValue }
        return (planner.changes, isOutsideWindow)
    }
}

// MARK: - Time

extension VirtualIdentity {
    /// The next moment at which anything can be different; nil for never.
    private mutating func nextMoment() -> Instant? {
        let state = state
        // At the very instant of its end a key still works.
        var next = rows.lazy.compactMap(\.expiresAt).map { $0 + .microseconds(1) }.filter { [now] in $0 > now }.min()
        func consider(_ moment: Instant) { if moment > now { next = min(next ?? moment, moment) } }

        guard let current = state.current, !identity.isAbsent else { return next }
        if let time = identity.rotation.next(of: current, at: address, asOf: now) {
            if time.start <= now, let waitsUntil {
                consider(waitsUntil)
                if let end = current.expiresAt { consider(end - identity.rotation.overlap) }
            } else if time.start <= now {
                isRestlessFrom = isRestlessFrom ?? now
                isCut = true
            } else {
                consider(time.start)
            }
        }
        // Rows that others dated ahead are believed in time.
        for row in rows {
            if let createdAt = row.createdAt, row.issueDate(asOf: now) == nil {
                consider(createdAt - KeyRow.largestZoneDifference)
            }
        }
        for row in state.parallel(asOf: now) { if let use = row.lastUsedAt { consider(use + KeyState.quiet) } }
        if let adoption = identity.rotation.adoption, let waiting = waiting(state) {
            if isTakenUp(state) {
                for row in waiting { if let use = row.lastUsedAt { consider(use + adoption.quiet) } }
            } else {
                consider(deliveredAt + context.adoptedAfter)
            }
            if let deadline = adoption.deadline, let issued = current.issueDate(asOf: now) {
                consider(issued + deadline)
            }
        }
        return next
    }

    /// Replaced keys that wait for their end; nil for none.
    private func waiting(_ state: KeyState) -> [KeyRow]? {
        let waiting = state.older.filter { identity.end(of: $0, retiredAt: now) != nil }
        return waiting.isEmpty ? nil : waiting
    }

    /// Whether the store says that the current key is in use, and when those that it replaced last were.
    private func isTakenUp(_ state: KeyState) -> Bool {
        state.current?.lastUsedAt != nil && (waiting(state)?.allSatisfy { $0.lastUsedAt != nil } ?? true)
    }

    /// Lets consumers change to the current key, some time after it was delivered: until then they use the old ones.
    private mutating func takeUpKeys() {
        let (state, now) = (state, now)
        guard identity.rotation.adoption != nil, let waiting = waiting(state), let current = state.current,
            !isTakenUp(state), deliveredAt + context.adoptedAfter <= now
        else { return }
        let users = Set((waiting + [current]).map(\.id))
        for index in rows.indices where users.contains(rows[index].id) {
            rows[index] = rows[index].with(lastUsedAt: now)
        }
    }

    /// Tells of the keys that end before a moment, and forgets their rows.
    private mutating func passEnds(before moment: Instant) {
        let ended = rows.filter { row in row.expiresAt.map { $0 < moment } ?? false }
        guard !ended.isEmpty else { return }
        for row in ended.sorted(by: { ($0.expiresAt ?? now) < ($1.expiresAt ?? now) }) {
            guard let end = row.expiresAt, end >= now else { continue }
            add(ForecastEvent(.end, at: end, identity: context.index, key: name(of: row)))
        }
        if !keepsEnded { rows.removeAll { row in row.expiresAt.map { $0 < moment } ?? false } }
    }

    /// Promise 1: at all times a live key is delivered.
    private mutating func check() {
        guard isDarkFrom == nil, !identity.isAbsent, let delivered else { return }
        if !rows.contains(where: { $0.fingerprint == delivered && $0.isLive(at: now) }) { isDarkFrom = now }
    }
}

// MARK: - Effects

extension VirtualIdentity {
    private mutating func carryOut(_ changes: [Change], outsideWindow: Bool, _ keys: inout VirtualKeys) {
        // An identity may have thousands of keys: they are not searched for each change.
        var places = RowPlaces(rows)
        defer { places.removeEnded(from: &rows) }
        for change in changes {
            if change.issuesKey {
                places.removeEnded(from: &rows)
                guard born.count < context.limit else {
                    isCut = true
                    return
                }
                issue(&keys)
                places = RowPlaces(rows)
            } else if change.action == .adopt || change.action == .deliver {
                delivered = change.to ?? delivered
                deliveredAt = now
            }
            let place = change.from.flatMap { places[$0] }
            let row = place.map { rows[$0] }
            let ends = place.flatMap { end(at: $0, by: change, &places) }
            guard change.action != .remove || change.reasons.contains(.absent) else { continue }
            add(
                ForecastEvent(
                    .change(change.action),
                    at: now,
                    identity: context.index,
                    key: row.map(name) ?? change.from.map(ForecastKey.known) ?? change.to.map(ForecastKey.known),
                    issuesKey: change.issuesKey,
                    ends: ends,
                    reason: change.reasons.first,
                    isOutsideWindow: outsideWindow && change.action == .rotate
                )
            )
        }
    }

    private mutating func issue(_ keys: inout VirtualKeys) {
        let state = state
        let row = keys.row(for: identity, createdAt: state.issueDate(now: now), now: now)
        if let current = state.current, let span = spans[current.id] { outcome.keys[span].replaced = now }
        spans[row.id] = outcome.keys.count
        outcome.keys.append(ForecastSpan(key: .new, from: now, ends: row.expiresAt))
        born.insert(row.fingerprint)
        rows.append(row)
        delivered = row.fingerprint
        deliveredAt = now
    }

    /// The end that a change gives to the key that it is about; nil if that has none.
    private mutating func end(at place: Int, by change: Change, _ places: inout RowPlaces) -> Instant? {
        let row = rows[place]
        var end = row.expiresAt
        switch change.action {
        case .issue, .adopt, .deliver: return nil
        case .rotate, .replace, .retire:
            if !change.awaitsAdoption { end = identity.end(of: row, retiredAt: now) ?? end }
            if let end, end != row.expiresAt { rows[place] = row.with(expiresAt: end) }
        case .revoke, .remove:
            end = min(end ?? now, now)
            places.end(place)
        }
        if let span = spans[row.id] { outcome.keys[span].ends = end }
        return end
    }

    private mutating func add(_ event: ForecastEvent) { events.append(event) }

    private func name(of row: KeyRow) -> ForecastKey {
        born.contains(row.fingerprint) ? .new : .known(row.fingerprint)
    }
}

extension ForecastEvent {
    fileprivate init(_ kind: Kind, at moment: Instant, identity: Int, key: ForecastKey?) {
        self.init(
            kind,
            at: moment,
            identity: identity,
            key: key,
            issuesKey: false,
            ends: nil,
            reason: nil,
            isOutsideWindow: false
        )
    }

    fileprivate init(
        _ kind: Kind,
        at moment: Instant,
        identity: Int,
        key: ForecastKey?,
        issuesKey: Bool,
        ends: Instant?,
        reason: Reason?,
        isOutsideWindow: Bool
    ) {
        at = moment
        self.kind = kind
        self.identity = identity
        self.key = key
        self.issuesKey = issuesKey
        self.ends = ends
        self.reason = reason
        self.isOutsideWindow = isOutsideWindow
    }
}

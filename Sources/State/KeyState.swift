package import Model

/// What the rows of one identity say.
///
/// Follows from `is_active`, `expires_at`, `created_at` and whether a key's text can be had.
package struct KeyState: Sendable {
    /// The newest live key whose text can be had: the one that must be delivered.
    package private(set) var current: KeyRow?

    /// Live keys that are older than the current one, in no order.
    package private(set) var older: [KeyRow] = []

    /// Live keys that are newer than the current one and whose text cannot be had, in no order.
    ///
    /// Perhaps they were never delivered, perhaps another machine or a person delivered them: rows cannot tell which.
    /// Every live key where there is no current one. Always empty where the store keeps the keys themselves.
    package private(set) var unseen: [KeyRow] = []

    /// Rows that no server accepts, in no order: who saw their keys still knows them.
    package private(set) var dead: [KeyRow] = []

    /// All of them, the current one first.
    package var rows: [KeyRow] { live + dead }

    /// Every live key: the current one, older ones, then unseen ones.
    package var live: [KeyRow] { [current].compactMap(\.self) + older + unseen }

    /// How many ``live`` are.
    package var liveCount: Int { (current == nil ? 0 : 1) + older.count + unseen.count }

    /// Lends each of ``live``, without making a list of them: a run asks about every row several times.
    package func forEachLive(_ body: (KeyRow) -> Void) {
        if let current { body(current) }
        for row in older { body(row) }
        for row in unseen { body(row) }
    }

    /// Live keys that are newer than the current one and whose text cannot be had, newest first.
    package func unseenNewestFirst(asOf now: Instant) -> [KeyRow] { unseen.sorted { $0.isNewer(than: $1, asOf: now) } }

    /// Live keys that are older than the current one, newest first.
    package func olderNewestFirst(asOf now: Instant) -> [KeyRow] { older.sorted { $0.isNewer(than: $1, asOf: now) } }

    /// Every live key, newest first.
    package func liveNewestFirst(asOf now: Instant) -> [KeyRow] {
        unseenNewestFirst(asOf: now) + [current].compactMap(\.self) + olderNewestFirst(asOf: now)
    }

    /// How long a key must not have been used to count as given up, where keyturn did not replace it.
    package static let quiet = Duration.seconds(30 * 86_400)

    /// Older live keys that someone used lately and that keyturn did not replace, newest first: two keys made by hand under
    /// one name, say, of which both are in use.
    ///
    /// None where rows do not say who issued a key: then every row is the identity's own, as its declaration says.
    package func parallel(asOf now: Instant) -> [KeyRow] {
        guard tellsIssuer else { return [] }
        let used = older.filter { row in row.lastUsedAt.map { now - $0 < Self.quiet } ?? false }
        guard !used.isEmpty else { return [] }
        let replaced = replaced(asOf: now)
        return used.filter { !replaced.contains($0.id) }.sorted { $0.isNewer(than: $1, asOf: now) }
    }

    /// The older live keys that keyturn replaced, by the ids of their rows.
    ///
    /// It replaced a key where the next newer row is one that it issued, and a key of its own where any newer row is: a row
    /// that someone inserted between the two changes nothing about the replacement. A row in whose name it wrote an end
    /// tells nothing by its mark; but what is older and has no end was left alone then.
    package func replaced(asOf now: Instant) -> Set<String> {
        let rows = (liveNewestFirst(asOf: now) + dead).sorted { $0.isNewer(than: $1, asOf: now) }
        let successors = Dictionary(zip(rows.dropFirst().map(\.id), rows), uniquingKeysWith: { first, _ in first })
        let lastIssued = rows.first(where: \.isIssuedByKeyturn)
        let replaced = older.filter { row in
            guard let successor = successors[row.id] else { return true }
            let isReplaced = successor.isIssuedByKeyturn || row.isIssuedByKeyturn && row.id != lastIssued?.id
            return isReplaced && (row.expiresAt != nil || successor.markedEnd == nil)
        }
        return Set(replaced.map(\.id))
    }

    /// Whether there is no live key because the last one reached its end, rather than that someone switched it off.
    package var ranOut: Bool {
        guard current == nil, unseen.isEmpty else { return false }
        let last = dead.max { ($0.expiresAt ?? .distantPast) < ($1.expiresAt ?? .distantPast) }
        return last?.isActive == true
    }

    /// Whether rows say which of them Keyturn issued.
    private let tellsIssuer: Bool

    package init(tellsIssuer: Bool = true) { self.tellsIssuer = tellsIssuer }

    /// Sorts a row in, whatever order they come in.
    package mutating func insert(_ row: KeyRow, isRecoverable: Bool = true, now: Instant) {
        guard row.isLive(at: now) else {
            dead.append(row)
            return
        }
        if let current, current.isNewer(than: row, asOf: now) {
            older.append(row)
        } else if isRecoverable {
            if let current { older.append(current) }
            current = row
            guard !unseen.isEmpty else { return }
            older += unseen.filter { row.isNewer(than: $0, asOf: now) }
            unseen.removeAll { row.isNewer(than: $0, asOf: now) }
        } else {
            unseen.append(row)
        }
    }

    /// Gives older keys the end that follows from when the current one was issued, where nothing in the table can tell it.
    ///
    /// None where Keyturn did not issue the current key, and none to keys that it did not replace.
    mutating func promiseEnds(after overlap: Duration, isIssued: (KeyRow) -> Bool, now: Instant) {
        guard let current, isIssued(current), let issued = current.issueDate(asOf: now) else { return }
        let parallel = Set(parallel(asOf: now).map(\.id))
        older = older.map { parallel.contains($0.id) ? $0 : $0.ending(at: issued + overlap) }
    }

    /// When a key that is issued now must say it was created: after every live key, whatever zone the clock was in that
    /// dated those; `unit` is the least difference that rows tell.
    ///
    /// A row of the future would else look newer than ours, and never be retired.
    package func issueDate(now: Instant, unit: Duration = .microseconds(1)) -> Instant {
        let now = now.cut(to: unit)
        // Nothing is newer than the current key but what is unseen.
        let newest = (unseen + [current].compactMap(\.self)).lazy.compactMap { $0.issueDate(asOf: now) }.max()
        guard let newest, newest >= now else { return now }
        return newest.cut(to: unit) + unit
    }
}

package import Model

/// What the rows of one identity say.
///
/// Follows from `is_active`, `expires_at` and `created_at` alone.
package struct KeyState: Sendable {
    /// The newest live key: the one that must be delivered.
    package private(set) var current: KeyRow?

    /// Live keys that are older than the current one, in no order.
    package private(set) var older: [KeyRow] = []

    /// Rows that no server accepts, in no order: who saw their keys still knows them.
    package private(set) var dead: [KeyRow] = []

    /// All of them, the current one first.
    package var rows: [KeyRow] { [current].compactMap(\.self) + older + dead }

    /// Live keys that are older than the current one, newest first.
    package func olderNewestFirst(asOf now: Instant) -> [KeyRow] { older.sorted { $0.isNewer(than: $1, asOf: now) } }

    /// Every live key, newest first.
    package func liveNewestFirst(asOf now: Instant) -> [KeyRow] {
        [current].compactMap(\.self) + olderNewestFirst(asOf: now)
    }

    /// How long a key must not have been used to count as given up, where keyturn did not replace it.
    package static let quiet = Duration.seconds(30 * 86_400)

    /// Older live keys that somebody used lately and that keyturn did not replace, newest first: two keys made by hand under
    /// one name, say, of which both are in use.
    ///
    /// Keyturn replaced a key where the next newer row is one that it issued.
    package func parallel(asOf now: Instant) -> [KeyRow] {
        let used = older.filter { row in row.lastUsedAt.map { now - $0 < Self.quiet } ?? false }
        guard !used.isEmpty else { return [] }
        let rows = (liveNewestFirst(asOf: now) + dead).sorted { $0.isNewer(than: $1, asOf: now) }
        let successors = Dictionary(zip(rows.dropFirst().map(\.id), rows), uniquingKeysWith: { first, _ in first })
        return used.filter { successors[$0.id]?.isIssuedByKeyturn == false }
            .sorted { $0.isNewer(than: $1, asOf: now) }
    }

    /// Whether there is no live key because the last one reached its end, rather than that somebody switched it off.
    package var ranOut: Bool {
        guard current == nil else { return false }
        let last = dead.max { ($0.expiresAt ?? .distantPast) < ($1.expiresAt ?? .distantPast) }
        return last?.isActive == true
    }

    package init() {}

    /// Sorts a row in, whatever order they come in.
    package mutating func insert(_ row: KeyRow, now: Instant) {
        guard row.isLive(at: now) else {
            dead.append(row)
            return
        }
        guard let previous = current else {
            current = row
            return
        }
        if row.isNewer(than: previous, asOf: now) {
            older.append(previous)
            current = row
        } else {
            older.append(row)
        }
    }

    /// When a key that is issued now must say it was created: after every live key, whatever zone the clock was in that
    /// dated those.
    ///
    /// A row of the future would else look newer than ours, and never be retired.
    package func issueDate(now: Instant) -> Instant {
        // The current key is the newest, so it alone decides.
        guard let newest = current?.issueDate(asOf: now), newest >= now else { return now }
        return newest + .microseconds(1)
    }
}

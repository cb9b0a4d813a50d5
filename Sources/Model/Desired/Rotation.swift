/// When a key is replaced and how long it works after that.
///
/// Immutable, so it behaves like a value; a class, because thousands of identities share one.
package final class Rotation: Sendable {
    /// The age, counted from its issue, at which the current key is replaced; nil for never by age.
    ///
    /// Never together with ``cron``.
    package let every: Duration?

    /// The calendar times at which the current key is replaced; nil for none.
    package let cron: Cron?

    /// How long a replaced key keeps working.
    package let overlap: Duration

    /// The lifetime of every new key, counted from its issue; nil for unlimited.
    package let expires: Duration?

    /// When a rotation that is due may start; nil for always.
    package let window: Window?

    /// The period over which rotations are spread; each identity has its own fixed delay within it.
    package let jitter: Duration

    /// The period over which first rotations of keys that Keyturn did not issue are spread; nil for no spread.
    package let firstWithin: Duration?

    /// The evidence that is required before a replaced key is set to expire; nil for none.
    package let adoption: Adoption?

    /// How long dead rows are kept after their end; nil for forever.
    package let retain: Duration?

    /// The default overlap: one day, so that a consumer that restarts nightly never gets a dead key.
    package static let defaultOverlap = Duration.seconds(86_400)

    package init(
        every: Duration? = nil,
        cron: Cron? = nil,
        overlap: Duration = defaultOverlap,
        expires: Duration? = nil,
        window: Window? = nil,
        jitter: Duration = .zero,
        firstWithin: Duration? = nil,
        adoption: Adoption? = nil,
        retain: Duration? = nil
    ) {
        self.every = every
        self.cron = cron
        self.overlap = overlap
        self.expires = expires
        self.window = window
        self.jitter = jitter
        self.firstWithin = firstWithin
        self.adoption = adoption
        self.retain = retain
    }
}

extension Rotation: Hashable {
    package static func == (left: Rotation, right: Rotation) -> Bool {
        left === right
            || left.every == right.every && left.cron == right.cron && left.overlap == right.overlap
                && left.expires == right.expires && left.window == right.window && left.jitter == right.jitter
                && left.firstWithin == right.firstWithin && left.adoption == right.adoption
                && left.retain == right.retain
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(every)
        hasher.combine(cron)
        hasher.combine(overlap)
        hasher.combine(expires)
        hasher.combine(window)
        hasher.combine(adoption)
    }
}

extension Rotation {
    /// Whether keys are replaced by a schedule.
    package var makesKeys: Bool { every != nil || cron != nil || expires != nil }
}

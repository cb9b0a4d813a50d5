/// When a key is replaced and how long it works after that.
package struct Rotation: Hashable, Sendable {
    /// The age, counted from its issue, at which the current key is replaced; nil for never by age.
    ///
    /// Never together with ``cron``.
    package let every: Duration?

    /// The moments of a calendar at which the current key is replaced; nil for none.
    package let cron: Cron?

    /// How long a replaced key keeps working.
    package let overlap: Duration

    /// The hard end that every key is born with, counted from its issue; nil for none.
    package let expires: Duration?

    /// When a rotation that is due may start; nil for always.
    package let window: Window?

    /// Over how long the rotations of many identities are spread; each has its own, unchanging delay in it.
    package let jitter: Duration

    /// Over how long the first rotations of keys that Keyturn did not issue are spread; nil for not at all.
    package let firstWithin: Duration?

    /// What has to be seen before a replaced key is given its end; nil for nothing.
    package let adoption: Adoption?

    /// How long dead rows are kept after their end; nil forever.
    package let retain: Duration?

    /// Where no `overlap` is declared: a day, so that a consumer that restarts nightly never meets a dead key.
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

extension Rotation {
    /// Whether a new key is made as time goes by.
    package var makesKeys: Bool { every != nil || cron != nil || expires != nil }
}

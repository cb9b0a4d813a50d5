/// When a key is replaced and how long it works after that.
package struct Rotation: Hashable, Sendable {
    /// The age, counted from its issue, at which the current key is replaced; nil for never by age.
    package let every: Duration?

    /// How long a replaced key keeps working.
    package let overlap: Duration

    /// The hard end that every key is born with, counted from its issue; nil for none.
    package let expires: Duration?

    /// Where no `overlap` is declared: a day, so that a consumer that restarts nightly never meets a dead key.
    package static let defaultOverlap = Duration.seconds(86_400)

    package init(every: Duration? = nil, overlap: Duration = defaultOverlap, expires: Duration? = nil) {
        self.every = every
        self.overlap = overlap
        self.expires = expires
    }
}

package import Model

/// When a key's next rotation is due, and when it may start.
package struct RotationTime: Hashable, Sendable {
    /// What asks for it.
    package enum Cause: Hashable, Sendable {
        /// The age that `every` allows.
        case age
        /// A time of `cron`.
        case calendar
        /// The key's own end, an overlap before which it must be replaced: in the last window before then, where there is one.
        case end
    }

    package let cause: Cause

    /// The time that asks for it, with the identity's own delay (`jitter`) for `age` and `calendar`.
    package let due: Instant

    /// The earliest moment, not before ``due``, at which it may start: within the window, where one is declared.
    ///
    /// ``due`` itself where it is forced.
    package let start: Instant

    /// Whether ``start`` lies outside the window, since none is left before the key would have to be replaced.
    package let isForced: Bool

    /// Whether ``start`` is in the identity's own turn, since its key is not Keyturn's.
    package let isFirst: Bool

    package init(cause: Cause, due: Instant, start: Instant, isForced: Bool = false, isFirst: Bool = false) {
        self.cause = cause
        self.due = due
        self.start = start
        self.isForced = isForced
        self.isFirst = isFirst
    }
}

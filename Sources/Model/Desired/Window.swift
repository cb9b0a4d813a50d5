/// The hours of a week in which a rotation that is due may start.
package struct Window: Hashable, Sendable {
    /// Bit n stands for weekday n, 0 for Sunday: the day on which the window opens.
    package let days: UInt8

    /// Minutes after midnight, local time, 0 to 1439.
    package let from: Int

    /// Minutes after midnight, local time, 1 to 1440; not after ``from`` means on the next day.
    package let to: Int

    package let zone: Zone

    package init(days: UInt8, from: Int, to: Int, zone: Zone) {
        self.days = days
        self.from = from
        self.to = to
        self.zone = zone
    }
}

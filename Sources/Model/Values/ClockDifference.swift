/// What time it is to a store.
package enum StoreTime: Hashable, Sendable {
    /// The server's own clock.
    case server(Instant)

    /// A file has no clock: the newest moment that one of its rows proves to have been.
    case newestRow(Instant)
}

/// How far a store's time is ahead of this machine's clock.
///
/// Ends and issue dates are compared by the server's clock and written by ours: where they differ by more than a few
/// minutes, a key may be dead at birth, or a row that is live look dead.
package struct ClockDifference: Hashable, Sendable {
    /// Negative where the store's time is behind.
    package let offset: Duration

    /// Whether a row says so, and not a clock: then the difference is at least this.
    package let isByRow: Bool

    /// Beyond it nothing is written.
    package static let tolerance = Duration.seconds(300)

    /// Nil if nothing is known: a row of the past says nothing of now.
    package init?(_ time: StoreTime?, machine: Instant) {
        switch time {
        case .server(let time):
            offset = time - machine
            isByRow = false
        case .newestRow(let time) where time > machine:
            offset = time - machine
            isByRow = true
        case .newestRow, nil: return nil
        }
    }

    package var isTolerable: Bool { isTolerable(Self.tolerance) }

    package func isTolerable(_ tolerance: Duration) -> Bool { offset <= tolerance && offset >= .zero - tolerance }

    /// Which clock is behind the other, and by how much.
    package var summary: String {
        if isByRow {
            return "this machine's clock is \(Self.words(offset)) behind the newest row of the database"
        }
        return offset > .zero
            ? "this machine's clock is \(Self.words(offset)) behind the database server's"
            : "this machine's clock is \(Self.words(.zero - offset)) ahead of the database server's"
    }

    /// In seconds, with milliseconds.
    package var seconds: Double {
        let (seconds, attoseconds) = offset.components
        return Double(seconds) + Double(attoseconds / 1_000_000_000_000_000) / 1_000
    }

    /// At most two units, rounded down.
    private static func words(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        let units: [(Int64, String)] = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")]
        guard let first = units.firstIndex(where: { seconds >= $0.0 }) else { return "less than a second" }
        let text = "\(seconds / units[first].0) \(units[first].1)"
        guard first + 1 < units.count else { return text }
        let rest = seconds % units[first].0 / units[first + 1].0
        return rest == 0 ? text : "\(text) \(rest) \(units[first + 1].1)"
    }
}

internal import Model

/// `timestamp` and `timestamptz` on the wire: both are microseconds since 2000-01-01, the second one in UTC whatever
/// the session's zone, the first one naive; and a naive timestamp is UTC by the rule of ``Instant``.
///
/// So no cast and no zone is needed to read either.
enum PostgreSQLTimestamp {
    /// 2000-01-01T00:00:00Z in microseconds since 1970.
    static let epoch: Int64 = 946_684_800_000_000

    static let infinity = Int64.max
    static let minusInfinity = Int64.min

    /// Nil for `infinity`, which is never.
    ///
    /// `-infinity` becomes the earliest instant that can be written back.
    static func instant(_ wire: Int64) -> Instant? {
        switch wire {
        case infinity: nil
        case minusInfinity: Instant(microseconds: earliest + epoch)
        default: Instant(microseconds: 0) + .microseconds(wire) + .microseconds(epoch)
        }
    }

    /// An instant that PostgreSQL's calendar does not reach becomes its first one, or `infinity`.
    static func wire(_ instant: Instant) -> Int64 {
        let (wire, overflow) = instant.microseconds.subtractingReportingOverflow(epoch)
        return overflow ? earliest : wire > latest ? infinity : max(wire, earliest)
    }

    /// 4714-11-24 BC, where PostgreSQL's calendar begins.
    private static let earliest: Int64 = -211_813_488_000_000_000

    /// The last microsecond of 294276, where it ends.
    private static let latest: Int64 = 9_223_371_331_199_999_999
}

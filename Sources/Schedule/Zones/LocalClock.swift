internal import Model

/// A zone's clocks over a range of time, laid out for many questions: the answers of ``Zone``, without looking its
/// changes up each time.
struct LocalClock {
    private let stretches: [Zone.Stretch]

    /// The latest local time that is shown up to the end of each stretch.
    private let peaks: [Int]

    /// Before the range and behind it the clocks are taken not to change.
    init(_ zone: Zone, over range: ClosedRange<Int>) {
        let stretches = zone.stretches(in: range)
        var peaks: [Int] = []
        for (stretch, next) in zip(stretches, stretches.dropFirst()) {
            peaks.append(max(peaks.last ?? .min, next.start - 1 + stretch.offset))
        }
        self.stretches = stretches
        self.peaks = peaks + [.max]
    }

    /// The first second at which the clocks show a local time or have gone past it.
    func second(reaching local: Int) -> Int {
        let index = Self.first(peaks.count - 1) { peaks[$0] >= local }
        let stretch = stretches[index]
        return index == 0 ? local - stretch.offset : max(stretch.start, local - stretch.offset)
    }

    /// The latest local time that the clocks have shown up to a second, that one included.
    func latestLocalTime(upTo second: Int) -> Int {
        let index = Self.first(stretches.count - 1) { stretches[$0 + 1].start > second }
        let shown = second + stretches[index].offset
        return index == 0 ? shown : max(peaks[index - 1], shown)
    }

    /// The first index below `end` of which something holds, as of all behind it; `end` if of none.
    private static func first(_ end: Int, where holds: (Int) -> Bool) -> Int {
        var (low, high) = (0, end)
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

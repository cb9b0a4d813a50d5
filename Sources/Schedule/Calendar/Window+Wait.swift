package import Model

extension Window {
    /// How long the window is open at least, on a day on which clocks are put forward.
    package var shortestLength: Duration {
        .seconds(max(0, minutesOpen * 60 - zone.largestChanges.forward))
    }

    /// How long the window is open at most, on a day on which clocks are put back.
    package var longestLength: Duration { .seconds(minutesOpen * 60 + zone.largestChanges.back) }

    /// How long the window can be shut at most, from any moment until it opens; nil for a window that never opens.
    ///
    /// With what changes of clocks do to it: they make a night longer, and they swallow a window that is no longer than
    /// what they skip.
    package var longestWait: Duration? {
        let openings = (0..<7).filter { days & 1 << UInt8($0) != 0 }.map { $0 * 1_440 + from }
        guard !openings.isEmpty else { return nil }
        let changes = zone.largestChanges
        // Two weeks, so that every neighbour and its neighbour are there.
        let all = (0..<3).flatMap { week in openings.map { $0 + week * 7 * 1_440 } }
        let step = shortestLength == .zero ? 2 : 1
        var longest = 0
        for index in openings.indices {
            longest = max(longest, all[index + step] - all[index] - minutesOpen)
        }
        return .seconds(longest * 60 + (longest > 0 ? changes.back : 0))
    }
}

internal import Model

/// The openings of a window one after the other, for those who look at many.
struct WindowOpenings {
    private let window: Window
    private let clock: LocalClock

    init(_ window: Window, over range: ClosedRange<Int>) {
        self.window = window
        clock = LocalClock(window.zone, over: range)
    }

    /// The opening that a second lies in, or else the next one: from its first second up to that at which it is shut.
    ///
    /// Nil for a window that never opens.
    func opening(endingAfter second: Int) -> Range<Int>? {
        let today = clock.latestLocalTime(upTo: second).flooredDivision(by: 86_400).quotient
        for day in (today - 1)...(today + Window.reach) {
            if let opening = opening(ofDay: day), opening.upperBound > second { return opening }
        }
        return nil
    }

    private func opening(ofDay day: Int) -> Range<Int>? {
        guard let local = window.localTimes(ofDay: day) else { return nil }
        let (start, end) = (clock.second(reaching: local.lowerBound), clock.second(reaching: local.upperBound))
        return start < end ? start..<end : nil
    }
}

package import Model

extension Window {
    /// How long the window is open at least, on a day on which clocks are put forward: zero where they may swallow it.
    package var shortestLength: Duration {
        .seconds(max(0, minutesOpen * 60 - zone.largestChanges.forward))
    }
}

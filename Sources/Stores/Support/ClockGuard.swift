package import Model

/// Looks, in the transaction that writes, whether this machine's clock is near enough to the store's.
///
/// Whatever made a moment wrong, an end or a key that the server would take for past is not written.
package struct ClockGuard {
    private let now: Instant
    private let time: StoreTime
    private let tolerance: Duration

    /// Nil where nothing is to be compared.
    package init?(now: Instant, _ time: StoreTime?, _ tolerance: Duration? = ClockDifference.tolerance) {
        guard let time, let tolerance else { return nil }
        self.now = now
        self.time = time
        self.tolerance = tolerance
    }

    /// - Throws: ``StoreError/clockDiffers(_:)``.
    package func check(_ keys: [NewKey]) throws(StoreError) {
        try check()
        for key in keys { if let end = key.expiresAt, end <= latest { throw .endIsPast(by: latest - end) } }
    }

    /// - Throws: ``StoreError/clockDiffers(_:)``.
    package func check(_ endings: KeyEndings) throws(StoreError) {
        try check()
        // An end that is meant to be now may be.
        for end in endings.ends where end.end > now && end.end <= latest {
            throw .endIsPast(by: latest - end.end)
        }
    }

    private func check() throws(StoreError) {
        guard let difference = ClockDifference(time, machine: now), !difference.isTolerable(tolerance) else { return }
        throw .clockDiffers(difference)
    }

    private var latest: Instant {
        switch time {
        case .server(let time), .newestRow(let time): time
        }
    }
}

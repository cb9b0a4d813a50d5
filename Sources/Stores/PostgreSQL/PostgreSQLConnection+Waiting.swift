internal import CLibPQ
internal import Glibc

/// Waiting for the server with a deadline of our own: one that never answers, or a proxy that stopped forwarding, must
/// not hold a run for longer than that.
extension PostgreSQLConnection {
    /// How often a wait looks whether the run was asked to stop.
    private static let look = Duration.milliseconds(250)

    /// Over all pieces of one answer, in silences: an answer that trickles ends as well.
    private static let longestAnswer = 10

    /// The next reply, or nil where there is none to come.
    func nextReply(until end: ContinuousClock.Instant) throws(PostgreSQLFailure) -> OpaquePointer? {
        while true {
            // Where sending fails, libpq says why with the reply.
            let unsent = PQflush(pointer)
            if unsent <= 0, PQisBusy(pointer) == 0 { break }
            if unsent < 0 { break }
            try wait(for: unsent > 0 ? POLLIN | POLLOUT : POLLIN, until: end)
            if PQconsumeInput(pointer) == 0 { break }
        }
        return PQgetResult(pointer)
    }

    /// When an answer must be whole.
    func longest(waiting: Duration = .zero) -> ContinuousClock.Instant {
        .now + (waiting + silence) * Self.longestAnswer
    }

    /// Sends what libpq holds back, so that it does not hold more and more.
    func flush(until end: ContinuousClock.Instant) throws(PostgreSQLFailure) -> Bool {
        while true {
            let unsent = PQflush(pointer)
            if unsent <= 0 { return unsent == 0 }
            try wait(for: POLLIN | POLLOUT, until: end)
            // A server that reports an error while it is sent to must be listened to.
            if PQconsumeInput(pointer) == 0 { return false }
        }
    }

    private func wait(for events: Int32, until end: ContinuousClock.Instant) throws(PostgreSQLFailure) {
        var descriptor = pollfd(fd: PQsocket(pointer), events: Int16(events), revents: 0)
        guard descriptor.fd >= 0 else { return }
        let deadline = min(end, .now + patience)
        while true {
            let rest = StoreWaits.end(of: deadline) - .now
            guard rest > .zero else { break }
            let slice = min(rest, Self.look)
            let (seconds, attoseconds) = slice.components
            let milliseconds = max(1, Int32(seconds * 1_000 + attoseconds / 1_000_000_000_000_000))
            if poll(&descriptor, 1, milliseconds) > 0 { return }
        }
        isGivenUp = true
        if StoreWaits.end(of: deadline) < deadline {
            let seconds = StoreWaits.grace.components.seconds
            throw .interrupted(message: "no reply within \(seconds) s after that; the connection was given up")
        }
        throw .silent(message: "no reply within \(patience.components.seconds) s; the connection was given up")
    }
}

internal import Dispatch
internal import Glibc
internal import Model
internal import Reconciler
internal import Stores
internal import Synchronization

/// What a process that stays in the foreground is asked by signals.
///
/// SIGTERM and SIGINT end it after the run in hand: what was begun is finished and nothing else is begun. A second one ends
/// it where it stands; the next run converges. SIGHUP has the configuration read again.
final class ServiceSignals: Sendable {
    /// Why a wait is over.
    enum Wake {
        case due
        case reload
        case stop
    }

    private struct State {
        var isStopping = false
        var wantsReload = false
        var run: Interruption?
        var sleeper: CheckedContinuation<Void, Never>?
        /// Counts sleeps, so that a timer wakes only its own.
        var sleeps = 0
    }

    /// The wall clock is looked at again after so long: it may be set, or the machine may have slept.
    private static let longestSleep = Duration.seconds(30)

    private let state = Mutex(State())
    private let clock: SystemClock

    init(clock: SystemClock) { self.clock = clock }

    /// Takes signals for as long as what it returns is kept.
    func listen(_ console: Console) -> [any DispatchSourceSignal] {
        // It is no end here, so `nohup` has nothing against it.
        EndingSignals.listen(always: [SIGHUP]) { [self] number in
            if number == SIGHUP { return wake { $0.wantsReload = true } }
            guard stop() else { return EndingSignals.end(by: number, console) }
            console.error("keyturn: finishing the current work; signal again to stop at once\n")
        }
    }

    /// Lets a run begin nothing more once the process is asked to stop.
    ///
    /// - Returns: whether it may begin at all.
    func begin(_ run: Interruption) -> Bool {
        state.withLock { state in
            state.run = run
            return !state.isStopping
        }
    }

    /// Returns at a time, or as soon as something is asked for.
    func wait(until moment: Instant) async -> Wake {
        while true {
            let asked = state.withLock { state -> Wake? in
                state.run = nil
                if state.isStopping { return .stop }
                defer { state.wantsReload = false }
                return state.wantsReload ? .reload : nil
            }
            if let asked { return asked }
            let rest = moment - clock.now()
            guard rest > .zero else { return .due }
            if clock.skip(to: moment) { continue }
            await sleep(min(rest, Self.longestSleep))
        }
    }

    private func sleep(_ duration: Duration) async {
        let milliseconds = Int(
            duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
        )
        await withCheckedContinuation { continuation in
            let number = state.withLock { state -> Int? in
                guard !state.isStopping, !state.wantsReload else { return nil }
                state.sleeper = continuation
                state.sleeps += 1
                return state.sleeps
            }
            guard let number else { return continuation.resume() }
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds + 1)) { [self] in
                wake(from: number)
            }
        }
    }

    /// Whether the process ends by itself now.
    private func stop() -> Bool {
        var (isFirst, run): (Bool, Interruption?) = (false, nil)
        wake { state in
            (isFirst, run) = (!state.isStopping, state.run)
            state.isStopping = true
        }
        guard isFirst else { return false }
        StoreWaits.hurry()
        _ = run?.request()
        return true
    }

    /// Ends the sleep that lasts, if it is that one; any for nil.
    private func wake(from sleep: Int? = nil, _ change: (inout State) -> Void = { _ in }) {
        let sleeper = state.withLock { state -> CheckedContinuation<Void, Never>? in
            change(&state)
            guard sleep == nil || sleep == state.sleeps else { return nil }
            defer { state.sleeper = nil }
            return state.sleeper
        }
        sleeper?.resume()
    }
}

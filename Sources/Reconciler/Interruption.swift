internal import Synchronization

/// Whether someone asked the run to stop.
///
/// Looked at before an environment's first effect, so that what was begun is finished: a few short steps. A run that is
/// killed instead loses nothing either; the next one converges (promise 4).
package final class Interruption: Sendable {
    private struct State {
        var hasEffects = false
        var isRequested = false
    }

    private let state = Mutex(State())

    package init() {}

    /// Asks the run to stop.
    ///
    /// Safe to call from any thread.
    ///
    /// - Returns: whether the run will stop by itself. False where there is nothing to finish, or it was asked before:
    ///   then the caller may end the process.
    package func request() -> Bool {
        state.withLock { state in
            defer { state.isRequested = true }
            return state.hasEffects && !state.isRequested
        }
    }

    /// Called before an environment's first effect.
    ///
    /// - Returns: whether it may begin.
    func begin() -> Bool {
        state.withLock { state in
            guard !state.isRequested else { return false }
            state.hasEffects = true
            return true
        }
    }
}

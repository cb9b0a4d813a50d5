import Diagnostics
import Model
import Stores
import Synchronization

/// Stores, folders, clock and consumers of a fleet, in memory, with a crash wherever a test wants one.
///
/// Every effect on the world goes through ``effect(_:_:)``, which counts it, lets the run die before or after it, and
/// then looks at every promise.
final class SimulatedWorld: Sendable {
    struct Row {
        var owner: OwnerID
        var name: String
        var secret: Secret
        var isActive = true
        var expiresAt: Instant?
        var createdAt: Instant

        /// By the server's rule: a key still works at the very instant of its end.
        func isLive(at now: Instant) -> Bool { isActive && expiresAt.map { $0 >= now } ?? true }

        mutating func end(at end: Instant) { expiresAt = min(expiresAt ?? .distantFuture, end) }

        mutating func deactivate(at now: Instant) {
            isActive = false
            end(at: now)
        }
    }

    struct State {
        var now = Instant(secondsSince1970: 1_800_000_000)
        var owners: [String: [Owner]] = [:]
        /// By environment, then row id.
        var rows: [String: [String: Row]] = [:]
        /// By environment, then path.
        var files: [String: [String: Secret]] = [:]
        var temporaries: [String: [String: Secret]] = [:]
        /// By environment: which run holds the lock.
        var locks: [String: Int] = [:]
        var lastRow = 0
        var lastKey: UInt64 = 0

        var effects = 0
        /// The effect at which the run dies, and whether that effect still happens.
        var crash: (at: Int, happens: Bool)?
        /// Runs that died: nothing that they do has any effect any more.
        var dead: Set<Int> = []
        var violations: [String] = []

        /// What somebody else does right after keys were issued.
        var afterIssue: (@Sendable (inout State) -> Void)?
    }

    let state = Mutex(State())

    /// The run was killed.
    struct Killed: Error {}

    /// Performs an effect of a run and looks at the promises after it.
    func effect<Value>(
        of run: Int,
        _ body: (inout State) throws(StoreError) -> Value
    ) throws(EffectFailure) -> Value {
        let result = state.withLock { state -> Result<Value, EffectFailure> in
            guard !state.dead.contains(run) else { return .failure(.killed) }
            state.effects += 1
            let crashesHere = state.crash?.at == state.effects
            if crashesHere, state.crash?.happens == false {
                state.dead.insert(run)
                return .failure(.killed)
            }
            let value: Value
            do throws(StoreError) { value = try body(&state) } catch { return .failure(.store(error)) }
            Promises.check(&state)
            if crashesHere {
                state.dead.insert(run)
                return .failure(.killed)
            }
            return .success(value)
        }
        return try result.get()
    }

    enum EffectFailure: Error {
        case killed
        case store(StoreError)
    }

    /// What the operating system does when a process is gone: its connections end, its locks with them.
    func bury(run: Int) {
        state.withLock { state in state.locks = state.locks.filter { $0.value != run } }
    }

    func advance(_ duration: Duration) {
        state.withLock { state in
            state.now = state.now + duration
            Promises.check(&state)
        }
    }
}

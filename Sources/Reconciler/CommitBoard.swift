internal import Synchronization

/// Where the environments of a run tell each other that their new keys are committed, or will not be.
///
/// No one waits while holding what another needs: keys are committed before anyone is waited for.
final class CommitBoard: Sendable {
    private struct State {
        var results: [String: Bool] = [:]
        var waiting: [String: [CheckedContinuation<Bool, Never>]] = [:]
    }

    private let state = Mutex(State())

    /// Environments that are not worked on have not committed anything.
    init(_ environments: [String], all: [String]) {
        let absent = Set(all).subtracting(environments)
        state.withLock { state in for name in absent { state.results[name] = false } }
    }

    /// The first call for an environment counts.
    func settle(_ environment: String, hasCommitted: Bool) {
        let waiting = state.withLock { state -> [CheckedContinuation<Bool, Never>] in
            guard state.results[environment] == nil else { return [] }
            state.results[environment] = hasCommitted
            return state.waiting.removeValue(forKey: environment) ?? []
        }
        for continuation in waiting { continuation.resume(returning: hasCommitted) }
    }

    /// The first of these that did not commit, after all of them have decided; nil if all did.
    func firstFailure(of environments: [String]) async -> String? {
        for environment in environments where await !hasCommitted(environment) { return environment }
        return nil
    }

    private func hasCommitted(_ environment: String) async -> Bool {
        await withCheckedContinuation { continuation in
            let result = state.withLock { state -> Bool? in
                if let result = state.results[environment] { return result }
                state.waiting[environment, default: []].append(continuation)
                return nil
            }
            if let result { continuation.resume(returning: result) }
        }
    }
}

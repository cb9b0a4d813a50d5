internal import Dispatch
internal import Hooks
internal import Reconciler
internal import Stores

/// Ctrl-C and SIGTERM while a plan is applied.
///
/// Before the first effect the process ends at once, as it would without this. After it, what was begun is finished (a
/// few short steps) and nothing else is begun. A second signal ends the process where it stands: the next run converges.
final class StopSignals {
    private let sources: [any DispatchSourceSignal]

    init(_ interruption: Interruption, console: Console) {
        sources = EndingSignals.listen { number in
            StoreWaits.hurry()
            guard interruption.request() else {
                // Else a command that was waited for would outlive the run.
                ProcessHooks.endAll()
                return EndingSignals.end(by: number, console)
            }
            console.error("keyturn: finishing the current work; signal again to stop at once\n")
        }
    }
}

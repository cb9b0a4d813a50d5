internal import Dispatch
internal import Glibc
internal import Reconciler
internal import Stores

/// Ctrl-C and SIGTERM while a plan is carried out.
///
/// Before the first effect the process ends at once, as it would without this. After it, what was begun is finished (a
/// few short steps) and nothing else is begun. A second signal ends the process where it stands: the next run converges.
final class StopSignals {
    private let sources: [any DispatchSourceSignal]

    init(_ interruption: Interruption, console: Console) {
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            // Else the default action comes first.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                StoreWaits.hurry()
                if interruption.request() {
                    console.error("keyturn: finishing what was begun; once more ends it at once\n")
                } else {
                    console.error("keyturn: interrupted; the next run goes on from here\n")
                    signal(number, SIG_DFL)
                    // Ends the process with the signal, so that a shell or a job sees what happened.
                    kill(getpid(), number)
                }
            }
            source.activate()
            return source
        }
    }
}

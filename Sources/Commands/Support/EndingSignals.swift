internal import Dispatch
internal import Glibc

/// How a process takes signals that would end it, and ends by one in the end.
enum EndingSignals {
    /// SIGINT, SIGTERM and SIGHUP go to a handler for as long as what is returned is kept.
    static func listen(_ handler: @escaping @Sendable (Int32) -> Void) -> [any DispatchSourceSignal] {
        [SIGINT, SIGTERM, SIGHUP].map { number in
            // Else the default action comes first.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { handler(number) }
            source.activate()
            return source
        }
    }

    /// Ends the process with the signal, so that a shell or a job sees what happened.
    static func end(by number: Int32, _ console: Console) {
        console.error("keyturn: interrupted; the next run continues from here\n")
        signal(number, SIG_DFL)
        kill(getpid(), number)
    }
}

internal import Dispatch
internal import Glibc

/// How a process takes signals that would end it, and ends by one in the end.
enum EndingSignals {
    /// What whoever started the process has it ignore, before anything here changes that.
    ///
    /// `nohup` means that the end of a terminal does not end the run; a shell means that Ctrl-C does not end what it runs
    /// in the background.
    private static let ignored: Set<Int32> = Set(
        [SIGINT, SIGHUP].filter { number in
            var present = sigaction()
            guard sigaction(number, nil, &present) == 0 else { return false }
            return unsafeBitCast(present.__sigaction_handler.sa_handler, to: Int.self)
                == unsafeBitCast(SIG_IGN, to: Int.self)
        }
    )

    /// SIGINT, SIGTERM and SIGHUP go to a handler for as long as what is returned is kept; SIGINT and SIGHUP only where they
    /// were not ignored at the start, but for those that are wanted in any case.
    static func listen(
        always wanted: Set<Int32> = [],
        _ handler: @escaping @Sendable (Int32) -> Void
    ) -> [any DispatchSourceSignal] {
        let ignored = ignored.subtracting(wanted)
        return [SIGINT, SIGTERM, SIGHUP].filter { !ignored.contains($0) }.map { number in
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

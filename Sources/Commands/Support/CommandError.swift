internal import Diagnostics

/// An error that ends a command, told as every other one is: a code, what is wrong, what to do.
protocol CommandError: Error {
    var diagnostic: Diagnostic { get }
}

extension Console {
    /// Reports an error on standard error; keys among its words are hidden.
    func report(_ diagnostic: Diagnostic) {
        error(ArgumentMask.masked(String(DiagnosticRenderer(style: errorStyle).render([diagnostic]).dropLast())))
    }

    /// As ``report(_:)-(Diagnostic)``, of an error that may be of any kind.
    func report(_ error: any Error) {
        report((error as? any CommandError)?.diagnostic ?? Diagnostic(.error, CommandCode.unexpected, "\(error)"))
    }
}

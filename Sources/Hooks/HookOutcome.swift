/// How a hook ended.
///
/// `output` is the end of what it wrote to its standard output and error, in the order of writing, at most
/// ``HookOutput/mostLines`` lines. It may be shown: keys are masked and control characters are gone.
package enum HookOutcome: Hashable, Sendable {
    /// It exited with 0.
    case succeeded(output: String)
    case failed(HookFailure, output: String)
}

/// Why a hook failed.
package enum HookFailure: Hashable, Sendable {
    /// It exited with another code than 0.
    case exited(Int)
    /// A signal ended it.
    case signalled(Int)
    /// It took longer than its timeout; it and the processes of its group were ended.
    case timedOut(after: Duration)
    /// It could not be started: what stands against it, for people.
    case notStarted(reason: String)
}

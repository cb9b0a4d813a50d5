internal import Diagnostics
internal import Glibc
internal import Planning
internal import Stores

/// What a command answers to the shell.
///
/// The numbers are a promise.
package enum ExitStatus: Int32, CaseIterable, Sendable {
    case done = 0
    case failed = 1
    case changesPending = 2
    case refusedByPolicy = 3
    case lockHeld = 4
    case wrongUsage = 64

    /// For the reference.
    package var meaning: String {
        switch self {
        case .done: "done, or nothing to do"
        case .failed: "an error"
        case .changesPending: "changes are pending (`plan --detailed-exitcode` only)"
        case .refusedByPolicy: "refused by policy"
        case .lockHeld: "another run holds the lock"
        case .wrongUsage: "wrong usage"
        }
    }

    /// What errors amount to: a lock that is held is distinguished only where it is all that was wrong, since then, and
    /// only then, it is enough to wait; and a refusal by policy, which is not a failure but an answer.
    init(for diagnostics: [Diagnostic]) {
        let errors = diagnostics.filter(\.isError)
        if errors.isEmpty {
            self = .done
        } else if errors.allSatisfy({ $0.code == StoreCode.lockHeld.rawValue }) {
            self = .lockHeld
        } else if errors.allSatisfy({ PolicyRules.refuses($0.code) }) {
            self = .refusedByPolicy
        } else {
            self = .failed
        }
    }

    /// Ends the process with this status, at once.
    ///
    /// What a run has read is not taken apart first: for tens of thousands of identities that costs a tenth of a plan,
    /// and the kernel does it for nothing. Hence `keeping`: else values end at their last use.
    func end(keeping values: Any...) -> Never {
        withExtendedLifetime(values) { Glibc.exit(rawValue) }
    }
}

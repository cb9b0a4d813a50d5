internal import Hooks
internal import Model
package import State
internal import Synchronization

/// The keys that this run has read or issued, of all its environments: what none of its texts may show.
///
/// Filled as stores answer and as keys are drawn; asked whenever a text that others had a part in is shown.
package final class SeenKeys: Sendable {
    private let known = Mutex(KnownTexts())

    package init() {}

    /// Adds what environments hold.
    package func insert(_ views: [EnvironmentView]) { known.withLock { $0.insert(views) } }

    /// Adds the keys that were drawn for an environment, before anything is done with them.
    func insert(_ keys: [NewKey], in environment: Environment) { known.withLock { $0.insert(keys, in: environment) } }

    /// The text with each of these keys in it replaced.
    package func masked(_ text: String) -> String { known.withLock { $0 }.masked(text) }
}

extension HookOutcome {
    /// The same, with the keys of other environments in its output replaced, too.
    func without(_ seen: SeenKeys) -> HookOutcome {
        switch self {
        case .succeeded(let output): .succeeded(output: seen.masked(output))
        case .failed(let failure, let output): .failed(failure, output: seen.masked(output))
        }
    }
}

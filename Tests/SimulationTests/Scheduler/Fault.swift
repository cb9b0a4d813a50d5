/// What a run meets at one of its steps.
enum Fault: Int, CaseIterable {
    /// Killed before the effect, which does not happen.
    case crashBefore
    /// Killed right after the effect, before anyone hears of it.
    case crashAfter
    /// The effect fails and does not happen.
    case error
    /// A commit happens and its reply is lost.
    case lostReply
    /// A commit does not happen, and its reply is lost.
    case lostRequest
    /// Killed in the middle of writing a file.
    case torn
    /// No room is left.
    case full
    /// The lock's connection breaks; the run does not notice before it asks.
    case lockConnectionBreaks
    /// Nothing moves for minutes or hours: a suspended machine, a network that drops packets.
    case hang
}

/// What a step does to the world.
enum Effect: Int {
    case lock, readStore, readFolder, sweep, stage, issue, rename, remove, sync, hook, probe, end, discard

    var name: StaticString {
        switch self {
        case .lock: "lock"
        case .readStore: "read store"
        case .readFolder: "read folder"
        case .sweep: "sweep"
        case .stage: "stage"
        case .issue: "issue"
        case .rename: "rename"
        case .remove: "remove"
        case .sync: "sync"
        case .hook: "hook"
        case .probe: "probe"
        case .end: "end"
        case .discard: "discard"
        }
    }
}

/// What the scheduler answers when a run asks for its next step.
enum Grant {
    case proceed
    /// The effect happens and the run is dead.
    case lastBreath
    /// The run is dead: nothing that it does has any effect.
    case dead
    case fail
    case full
    case lost(happens: Bool)
    case torn
}

/// A deliberate defect, made at one of the reconciler's doors.
///
/// The simulation must notice each.
enum Mutation: String, CaseIterable {
    case retireBeforeDeliver
    case noSync
    case noLock
    case commitAfterPublish
    case endWithoutOverlap
    case neverRetires
    case endsFarAway
    case neverCompared
    case lostReplyIsSuccess
    case staleReadAfterLostReply
    case sameKeyForAll
    case neverSweeps
    case writesInPlace
    case localClock
    case randomClock
    case believesEverything
    case neverAsksTheTime
    case seesNoStrangers
    case revokesLate
}

extension Mutation {
    /// The promises that the defect breaks: at least one of them must be seen broken.
    var breaks: Set<Promise> {
        switch self {
        case .retireBeforeDeliver, .noSync: [.endedBeforeDelivered]
        case .noLock: [.onceForADueSlot, .endedBeforeDelivered]
        case .staleReadAfterLostReply, .randomClock: [.onceForADueSlot]
        case .neverAsksTheTime: [.neverDark, .neverRefused, .endedBeforeDelivered]
        case .commitAfterPublish, .lostReplyIsSuccess, .writesInPlace: [.neverDark]
        case .endWithoutOverlap: [.neverRefused]
        case .neverRetires, .endsFarAway: [.replacedKeysEnd]
        case .neverCompared: [.sharedKeysEnd]
        case .sameKeyForAll: [.neverShared]
        case .believesEverything: [.provenFirst]
        case .seesNoStrangers: [.neverSilent]
        case .neverSweeps: [.leavesNothingBehind]
        case .revokesLate: [.revokedKeysEnd]
        case .localClock: [.replacedKeysEnd, .onceForADueSlot]
        }
    }
}

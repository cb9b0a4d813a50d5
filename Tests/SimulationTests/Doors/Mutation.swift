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
    case copiesLookLikeOthers
    case seesNoHindrance
    case readsAnything
}

extension Mutation {
    /// The promises that the defect breaks: at least one of them must be seen broken.
    var breaks: Set<Promise> {
        switch self {
        case .retireBeforeDeliver, .noSync: [.endedBeforeDelivered]
        case .noLock: [.onceForADueSlot, .endedBeforeDelivered]
        case .staleReadAfterLostReply, .randomClock, .copiesLookLikeOthers: [.onceForADueSlot]
        case .neverAsksTheTime: [.neverDark, .neverRefused, .endedBeforeDelivered]
        case .commitAfterPublish, .lostReplyIsSuccess, .writesInPlace: [.neverDark]
        case .endWithoutOverlap: [.neverRefused]
        case .neverRetires, .endsFarAway: [.replacedKeysEnd]
        case .neverCompared: [.sharedKeysEnd]
        case .sameKeyForAll: [.neverShared]
        case .believesEverything: [.provenFirst]
        case .seesNoStrangers: [.neverSilent]
        case .seesNoHindrance: [.writableFirst]
        case .readsAnything: [.touchesOnlyDeclared]
        case .neverSweeps: [.leavesNothingBehind]
        case .revokesLate: [.revokedKeysEnd]
        case .localClock: [.replacedKeysEnd, .onceForADueSlot]
        }
    }

    /// The habits of the world in which the defect shows.
    func options(days: Int) -> Simulation.Options {
        switch self {
        case .copiesLookLikeOthers: .fed(mutation: self, days: days)
        case .seesNoHindrance, .readsAnything: .hindered(mutation: self, days: days)
        default: .init(mutation: self, days: days)
        }
    }
}

extension Simulation.Options {
    /// A world in which people do to fragments what keeps them from being written.
    static func hindered(mutation: Mutation? = nil, days: Int = 365) -> Simulation.Options {
        Simulation.Options(
            mutation: mutation,
            days: days,
            isHindered: true,
            promises: [.writableFirst, .touchesOnlyDeclared, .endedBeforeDelivered]
        )
    }

    /// A world whose second database is fed from the first one: what must not happen to the origin because of it.
    static func fed(mutation: Mutation? = nil, days: Int = 365) -> Simulation.Options {
        Simulation.Options(
            mutation: mutation,
            days: days,
            isFed: true,
            promises: [.onceForADueSlot, .endedBeforeDelivered]
        )
    }
}

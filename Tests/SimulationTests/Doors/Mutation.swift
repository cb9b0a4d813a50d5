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
    case forgetsOwedCommands
    case forgetsThatCommandsRan
    case asksNoConditions
    case looksAtOneStore
    case forgetsRunLimit
    case forgetsFirstTurns
    /// Ends that no server enforces are carried out minutes before their time.
    case endsEarly
    /// A newer key whose text is not here is ended at once.
    case endsUnseen
    /// A folder that is not mounted is taken for a first apply.
    case absentFolderIsNew
    /// Rows that Keyturn issued bear no mark.
    case forgetsMarks
    /// The salt of a row is read wrong, so that no text is found to be its key.
    case forgetsSalts
    /// What killed runs staged is not looked at.
    case forgetsLeftovers
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
        case .forgetsOwedCommands, .forgetsThatCommandsRan: [.commandsFollowEnds]
        case .asksNoConditions: [.refusalsFirst]
        case .looksAtOneStore: [.isolationIsTold]
        case .forgetsRunLimit, .forgetsFirstTurns: [.spread]
        case .neverSweeps: [.leavesNothingBehind]
        case .revokesLate: [.revokedKeysEnd]
        case .endsEarly, .endsUnseen: [.touchesOnlyDeclared]
        case .absentFolderIsNew: [.neverBlind, .onceForADueSlot]
        case .forgetsMarks: [.revokedKeysEnd, .neverSilent]
        case .forgetsSalts: [.onceForADueSlot, .converges, .staysInOrder, .neverBlind]
        case .forgetsLeftovers: [.onceForADueSlot, .unattended, .converges]
        case .localClock: [.replacedKeysEnd, .onceForADueSlot]
        }
    }

    /// The habits of the world in which the defect shows.
    func options(days: Int) -> Simulation.Options {
        switch self {
        case .copiesLookLikeOthers: .fed(mutation: self, days: days)
        case .endsEarly: .init(mutation: self, days: days, isCarried: true)
        case .forgetsMarks, .forgetsSalts: .init(mutation: self, days: days, isSalted: true)
        case .endsUnseen, .absentFolderIsNew, .forgetsLeftovers: .init(mutation: self, days: days, isHashed: true)
        case .seesNoHindrance, .readsAnything: .hindered(mutation: self, days: days)
        case .forgetsOwedCommands, .forgetsThatCommandsRan: .announcing(mutation: self, days: days)
        case .asksNoConditions: .conditioned(mutation: self, days: days)
        case .forgetsRunLimit, .forgetsFirstTurns: .init(mutation: self, days: days, isSpread: true)
        case .looksAtOneStore: .judging(mutation: self, days: days)
        default: .init(mutation: self, days: days)
        }
    }
}

extension Simulation.Options {
    /// A world whose servers have to be told that keys have ended.
    static func announcing(mutation: Mutation? = nil, days: Int = 365) -> Simulation.Options {
        Simulation.Options(
            mutation: mutation,
            days: days,
            runsEndCommands: true,
            promises: [.commandsFollowEnds, .endedBeforeDelivered]
        )
    }

    /// A world whose tables refuse rows for weeks.
    static func conditioned(mutation: Mutation? = nil, days: Int = 365) -> Simulation.Options {
        Simulation.Options(
            mutation: mutation,
            days: days,
            hasConditions: true,
            promises: [.refusalsFirst, .endedBeforeDelivered]
        )
    }

    /// A world in which someone looks at isolation now and then.
    static func judging(mutation: Mutation? = nil, days: Int = 365) -> Simulation.Options {
        Simulation.Options(mutation: mutation, days: days, judgesIsolation: true, promises: [.isolationIsTold])
    }

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

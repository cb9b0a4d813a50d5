package import Diagnostics
package import Model
internal import Redaction

/// Everything that apply would do, and the findings.
///
/// A value; holds no secret, ever.
package struct Plan: Sendable, Codable {
    /// The time that the plan was made for.
    package let now: Instant

    /// What the planned run may do.
    package let mandate: Mandate

    /// The planned environments, by name.
    package internal(set) var environments: [EnvironmentPlan]

    /// Environments that could not be read, so that shared keys there would go unnoticed.
    package let notCompared: [NotCompared]

    /// Shared keys that already have an expiry.
    package let ending: [EndingKey]

    /// What `watch` found in the planned environments, by environment.
    package let watched: [WatchedStatus]

    /// The pairs of environments that share keys, by name.
    package let pairs: [IsolationPair]

    /// In the order of environments.
    package private(set) var diagnostics: [Diagnostic]

    /// The findings of policy.
    package let policy: PolicyReport

    /// The declarations of the planned environments.
    package private(set) var declared: [Environment] = []

    /// The transports of the database connections, by environment.
    package private(set) var transports: [String: Transport?] = [:]

    /// How far each database's time is ahead of this machine's clock, where that is known, by environment.
    package private(set) var clocks: [String: ClockDifference] = [:]

    /// Rows and databases that were copied from another environment, by environment.
    package private(set) var provenance: [String: Provenance] = [:]

    /// How many changes are omitted because they are not drift; nil if all are shown: see ``driftOnly()``.
    package internal(set) var leftOut: Int?

    /// What is declared is in the configuration, and may hold what is not a plan's: it is not saved with one.
    private enum CodingKeys: CodingKey {
        case now, mandate, environments, notCompared, ending, watched, pairs, diagnostics, policy
    }

    package init(
        now: Instant,
        mandate: Mandate = .everything,
        environments: [EnvironmentPlan],
        notCompared: [NotCompared],
        ending: [EndingKey],
        watched: [WatchedStatus] = [],
        pairs: [IsolationPair] = [],
        diagnostics: [Diagnostic],
        policy: PolicyReport = PolicyReport(),
        declared: [Environment] = [],
        transports: [String: Transport?] = [:],
        clocks: [String: ClockDifference] = [:],
        provenance: [String: Provenance] = [:]
    ) {
        self.now = now
        self.mandate = mandate
        self.environments = environments
        self.notCompared = notCompared
        self.ending = ending
        self.watched = watched
        self.pairs = pairs
        self.diagnostics = diagnostics
        self.policy = policy
        self.declared = declared
        self.transports = transports
        self.clocks = clocks
        self.provenance = provenance
    }

    /// By environment, then identity; for one identity in the order of effects.
    package var changes: [Change] { environments.flatMap(\.changes) }

    /// What is left for review, by environment, then identity.
    package var left: [Change] { environments.flatMap(\.left) }

    /// Orphaned keys and files that are not `forgotten`, by environment.
    package var orphans: [String: Orphans] {
        Dictionary(environments.map { ($0.name, $0.orphans.told) }, uniquingKeysWith: { first, _ in first })
    }

    package var waiting: [Waiting] { environments.flatMap(\.waiting) }

    package var isEmpty: Bool { environments.allSatisfy(\.changes.isEmpty) }

    /// Whether `onEnd` is owed for keys that ended before: work to do even without changes.
    package var owesCommands: Bool { environments.contains(where: \.owesCommands) }

    /// The same with more diagnostics.
    package func telling(_ more: [Diagnostic]) -> Plan {
        var plan = self
        plan.diagnostics += more
        return plan
    }

    /// Whether this plan does the same as the one that was shown (promise 5): the same changes for the same keys and
    /// files, and the same commands.
    ///
    /// Only times may differ.
    package func promisesTheSame(as shown: Plan) -> Bool {
        let (mine, theirs) = (changes, shown.changes)
        return mine.count == theirs.count && zip(mine, theirs).allSatisfy { $0.promisesTheSame(as: $1) }
            && environments.flatMap(\.announcements) == shown.environments.flatMap(\.announcements)
    }

    /// The same with the arguments of hooks as they are shown: for what leaves this process.
    func asShown() -> Plan {
        var plan = self
        for index in plan.environments.indices {
            plan.environments[index].announcements = plan.environments[index].announcements.map { $0.asShown() }
        }
        return plan
    }

    /// The same with the changed lines of files, for display.
    ///
    /// `diffs` are those of its environments, in their order: see ``FileDiffs``.
    package func detailed(_ diffs: [[FileDiff]]) -> Plan {
        var plan = self
        for (index, diffs) in zip(plan.environments.indices, diffs) { plan.environments[index].diffs = diffs }
        return plan
    }
}

/// The planned changes of one environment.
package struct EnvironmentPlan: Sendable, Codable {
    package let name: String
    package let identityCount: Int

    /// Empty where ``isRefused``.
    package internal(set) var changes: [Change]

    /// The commands that run after that, before old keys expire.
    package internal(set) var announcements: [Announcement]

    /// Changes that are left for review: see ``Mandate/Scope/unattended``.
    package internal(set) var left: [Change]

    /// Nil in plans that know of no such rotations.
    private let later: [Address]?

    /// Identities whose due rotations are left for the next run (`maxPerRun`), in the order in which they come.
    package var postponed: [Address] { later ?? [] }

    /// Replaced keys without an expiry, because the new keys were not seen in use.
    package let waiting: [Waiting]

    /// Environments that must have committed their new keys before this one writes its fragments, by name.
    ///
    /// A fragment is the only trace of a key of theirs.
    package internal(set) var awaits: [String]

    /// Whether an error refuses the environment: nothing is done in it.
    package internal(set) var isRefused: Bool

    /// Folders in which nothing is written or swept, because the database may be the wrong one.
    package let untouchedFolders: [String]

    /// Live keys of declared owners under undeclared names.
    ///
    /// They are left alone.
    package let unmanaged: [UnmanagedKey]

    /// Keys and files that no declaration names any more.
    package let orphans: Orphans

    /// The identity with the next rotation, among those without changes now.
    package let nextRotation: NextRotation?

    /// The changed lines of files; empty unless requested: see ``Plan/detailed(_:)``.
    package internal(set) var diffs: [FileDiff] = []

    package init(
        name: String,
        identityCount: Int,
        changes: [Change],
        announcements: [Announcement] = [],
        left: [Change] = [],
        postponed: [Address] = [],
        waiting: [Waiting] = [],
        awaits: [String] = [],
        isRefused: Bool,
        untouchedFolders: [String] = [],
        unmanaged: [UnmanagedKey],
        orphans: Orphans = Orphans(),
        nextRotation: NextRotation?
    ) {
        self.orphans = orphans
        self.name = name
        self.identityCount = identityCount
        self.changes = changes
        self.announcements = announcements
        self.left = left
        later = postponed.isEmpty ? nil : postponed
        self.waiting = waiting
        self.awaits = awaits
        self.isRefused = isRefused
        self.untouchedFolders = untouchedFolders
        self.unmanaged = unmanaged
        self.nextRotation = nextRotation
    }
}

extension EnvironmentPlan {
    /// The keys that stop working once the plan is applied.
    package var endedAtOnce: Set<Fingerprint> {
        Set(changes.lazy.filter { $0.action == .revoke || $0.action == .remove || $0.endsNow }.compactMap(\.from))
    }

    /// Whether the profile's `onEnd` must run.
    package var runsEndCommand: Bool { announcements.contains { $0.event == .end } }

    /// Whether it must run for keys that ended before.
    var owesCommands: Bool { announcements.contains { !$0.owed.isEmpty } }

    /// The same without changes.
    func refused() -> EnvironmentPlan {
        var plan = self
        plan.changes = []
        plan.announcements = []
        plan.left = []
        plan.awaits = []
        plan.isRefused = true
        return plan
    }
}

package struct NextRotation: Hashable, Sendable, Codable {
    package let address: Address
    package let at: Instant
}

package struct NotCompared: Hashable, Sendable, Codable {
    package let environment: String

    /// The watched table or file.
    ///
    /// Nil for the whole environment.
    package let what: String?

    /// Why, in one line.
    package let reason: String

    package init(environment: String, what: String? = nil, reason: String) {
        self.environment = environment
        self.what = what
        self.reason = reason
    }
}

package struct UnmanagedKey: Hashable, Sendable, Codable {
    package let environment: String
    package let owner: OwnerID
    package let name: String?
    package let fingerprint: Fingerprint

    /// Nil if the row cannot be believed.
    package let createdAt: Instant?

    /// Nil for never.
    package let ends: Instant?

    /// Nil for unknown.
    package let lastUsedAt: Instant?
}

/// A key that several environments held and that is being ended in one of them.
package struct EndingKey: Hashable, Sendable, Codable {
    package let address: Address
    package let fingerprint: Fingerprint
    package let ends: Instant

    /// Nil for unknown.
    package internal(set) var lastUsedAt: Instant?
}

internal import Diagnostics
internal import Fragments
internal import Model
internal import Schedule
internal import State

/// Plans one identity: what happens to its current key, then to its older ones, then to its dead rows.
struct IdentityPlanner {
    let identity: Identity
    let address: Address
    let state: KeyState
    /// The problems of its files.
    let findings: [EnvironmentView.Finding]
    /// Every file that it is delivered to, as one that is written whatever it holds.
    let files: [FileChange]
    let context: PlanningContext

    /// Whether a new key was requested because the database has never seen the delivered one (`--reissue`).
    var isReissued = false

    /// Whether the text of no live key is available, and a fragment holds a dead key of the identity.
    var holdsDeadKey = false

    /// Whether a merely scheduled rotation is left for the next run.
    var isPostponed = false

    /// What is in its fragments and is not to be delivered there, where Keyturn carries out ends.
    var heldKeys: Set<Fingerprint> = []

    /// Whether the origin of the current key is unknown, so that nothing is decided about it.
    private(set) var isUndecided = false

    /// In the order of effects.
    private(set) var changes: [Change] = []
    private(set) var waiting: [Waiting] = []
    private(set) var diagnostics: [Diagnostic] = []
    /// Diagnostics that do not stop anything.
    private(set) var toldAfterwards: [Diagnostic] = []
    /// Since when a rotation that begins now has been due, where it could wait for the next run.
    private(set) var dueSince: Instant?
    /// Whether that replaces a key which Keyturn did not issue, and first rotations are not spread.
    private(set) var isSuddenFirst = false
    /// When the current key's rotation may start, where nothing is done about that key now.
    private(set) var next: RotationTime?

    init(
        _ identity: Identity,
        at address: Address,
        _ state: KeyState,
        findings: [EnvironmentView.Finding],
        files: [FileChange],
        in context: PlanningContext
    ) {
        self.identity = identity
        self.address = address
        self.state = state
        self.findings = findings
        self.files = files
        self.context = context
    }

    var now: Instant { context.now }

    mutating func plan() {
        if identity.isAbsent {
            if case .rotate? = context.mandate.request { add(.absentRotation(address, identity)) }
            planRemoval()
        } else if let revocation = context.mandate.revocation {
            planRevocation(revocation)
        } else {
            planCurrentKey()
            planOlderKeys()
        }
        if context.mandate.revocation == nil { planRetention() }
    }

    mutating func add(_ change: Change) { changes.append(change) }
    mutating func add(_ waiting: Waiting) { self.waiting.append(waiting) }
    mutating func add(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }
    mutating func tellAfterwards(_ diagnostic: Diagnostic) { toldAfterwards.append(diagnostic) }
    mutating func leaveUndecided(_ diagnostic: Diagnostic) {
        isUndecided = true
        add(diagnostic)
    }
    mutating func expect(_ time: RotationTime?) { next = time }
    mutating func begin(_ time: RotationTime?, of key: KeyRow) {
        dueSince = identity.rotation.isEndNear(of: key, asOf: now) ? nil : time?.due
        isSuddenFirst = identity.rotation.firstWithin == nil && !context.isIssued(key)
    }

    /// A change of this identity.
    func change(
        _ action: Action,
        _ reasons: [Reason],
        from: KeyRow? = nil,
        to: Fingerprint? = nil,
        ends: Instant? = nil,
        files: [FileChange] = [],
        awaitsAdoption: Bool = false
    ) -> Change {
        Change(
            action: action,
            address: address,
            reasons: reasons,
            from: from?.fingerprint,
            fromRow: from?.rowMark,
            fromLastUsedAt: from?.lastUsedAt,
            to: to,
            ends: ends,
            isEndedByKeyturn: context.ending.isByKeyturn,
            awaitsAdoption: awaitsAdoption,
            files: files,
            location: identity.location
        )
    }
}

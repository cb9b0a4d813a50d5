import Diagnostics
import Model
import Planning
import Reconciler

/// One run of apply: a process of its own.
final class Run: @unchecked Sendable {
    let number: Int
    let fleet: Fleet
    /// The declarations that the run read when it started.
    let declared: Declarations
    let machine: Int
    let timeout: Duration
    let mandate: Mandate
    /// Which of the run's clocks' errors it began with: nothing is reported about how one judges that jumps.
    let clockError: Int64
    /// The moment that its plan is made for, by its clock.
    var plannedAt: Instant?
    /// The rows of each environment as the run read them.
    var rows: [Int: [SimulatedRow]] = [:]
    /// Environments that it could not read when it tried last: nothing is known of what they share.
    var unread: Set<Int> = []
    /// The keys that it found in the places of each identity's variable, in files and in what killed runs left, by
    /// environment.
    var texts: [Int: [String: Set<Fingerprint>]] = [:]
    /// All keys that it found there, whoever they belong to, by environment.
    var evidence: [Int: Set<Fingerprint>] = [:]
    /// Which commands it has run, by environment.
    var hooks: [Int: [[String]]] = [:]
    /// For which identities it ran one, and for which one failed.
    var announced: [Int: Set<String>] = [:]
    var unannounced: [Int: Set<String>] = [:]
    /// Keys that it saw a server accept, by environment.
    var proven: [Int: Set<Fingerprint>] = [:]
    /// What its plan told of keys that are deleted and perhaps known elsewhere.
    var lostTraces: [Diagnostic] = []
    /// How many rotations that could wait it has begun, by environment.
    var begun: [Int: Int] = [:]
    /// Environments in which it has ended keys.
    var ended: Set<Int> = []
    /// By step.
    var faults: [Int: Fault] = [:]
    /// At the first step of that kind.
    var aimed: [Effect: Fault] = [:]
    var steps = 0
    var isDead = false
    /// What it does now happens, and is its last.
    var isBreathingLast = false
    /// Keys that `onEnd` has succeeded for, by environment.
    var announcedEnds: [Int: Set<Fingerprint>] = [:]
    /// What it found where it was to look at isolation.
    var inspection: Reconciler.Inspection?
    var isOver = false
    /// Nothing was met that could excuse a failure.
    var isUndisturbed = true
    var report: ApplyReport?
    /// How many times the world of each environment had been changed by others when the run looked at it.
    var seen: [Int: Int] = [:]
    /// The same, counting only what people changed.
    var seenEdits: [Int: Int] = [:]
    /// How many effects changed rows or files.
    var writes = 0

    init(
        _ number: Int,
        _ declared: Declarations,
        fleet: Fleet,
        mandate: Mandate,
        machine: Int,
        clockError: Int64,
        timeout: Duration
    ) {
        self.mandate = mandate
        self.clockError = clockError
        self.number = number
        self.declared = declared
        self.fleet = fleet
        self.machine = machine
        self.timeout = timeout
    }

    var isUnattended: Bool { mandate.scope == .unattended }

    var revocation: Mandate.Revocation? {
        if case .revoke(let revocation)? = mandate.request { revocation } else { nil }
    }

    /// Whether it was asked to do something about an identity.
    func includes(_ identity: DeclaredIdentity, _ environment: SimulatedEnvironment) -> Bool {
        mandate.only?.contains(Address(environment.name, identity.name)) ?? true
    }
}

internal import Diagnostics
internal import Model
internal import State

/// Which of the rotations that are due a run begins where `maxPerRun` limits it.
struct RunLimit {
    /// A rotation that the schedule asks for, and nothing else.
    struct Candidate {
        /// Its identity's place in the environment.
        let index: Int
        let address: Address
        let due: Instant
    }

    /// In the order in which they are begun: what has been due for the longest time first.
    private let candidates: [Candidate]
    private let room: Int

    /// - Parameters:
    ///   - candidates: every rotation that could wait.
    ///   - limit: how many rotations the run begins at most.
    ///   - urgent: how many it begins in any case, since their keys are about to end.
    init(_ candidates: [Candidate], limit: Int, urgent: Int = 0) {
        let named = candidates.map { (candidate: $0, name: NaturalOrder($0.address.identity ?? "")) }
        self.candidates = named.sorted { ($0.candidate.due, $0.name) < ($1.candidate.due, $1.name) }.map(\.candidate)
        room = max(0, limit - urgent)
    }

    var begun: ArraySlice<Candidate> { candidates.prefix(room) }
    var postponed: ArraySlice<Candidate> { candidates.dropFirst(room) }
}

extension Change {
    /// Whether it is a rotation that can wait for the next run: its age or the calendar asks for it, and no end.
    var canWait: Bool {
        action == .rotate
            && reasons.allSatisfy {
                switch $0 {
                case .requested, .ending, .unrecoverable, .late, .reissued: false
                default: true
                }
            }
    }
}

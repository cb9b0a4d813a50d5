internal import Dispatch
internal import Reconciler
internal import Schedule
internal import Synchronization

/// Says on standard error what is going on, once a run lasts: a quick one stays silent.
final class ProgressReport: Sendable {
    /// Before this a person does not wonder yet.
    private static let patience = DispatchTimeInterval.seconds(1)

    private struct State {
        var steps: [String: ProgressEvent.Step] = [:]
        var isTalking = false
        var isOver = false
    }

    private let state = Mutex(State())
    private let console: Console

    init(console: Console) {
        self.console = console
        guard !console.isQuiet else { return }
        DispatchQueue.global().asyncAfter(deadline: .now() + Self.patience) { [weak self] in self?.start() }
    }

    /// A ``ProgressListener``.
    func listen(_ event: ProgressEvent) {
        state.withLock { state in
            if event.step.isDetail { return }
            state.steps[event.environment] = event.step
            if state.isTalking, !state.isOver { say(event.environment, event.step) }
        }
    }

    /// Nothing is said after this.
    func end() { state.withLock { $0.isOver = true } }

    private func start() {
        state.withLock { state in
            guard !state.isOver else { return }
            state.isTalking = true
            for (environment, step) in state.steps.sorted(by: { $0.key < $1.key }) { say(environment, step) }
        }
    }

    private func say(_ environment: String, _ step: ProgressEvent.Step) {
        console.error("\(environment): \(step.words)…\n")
    }
}

extension ProgressEvent.Step {
    /// What is no step of its own, but says more of one.
    var isDetail: Bool {
        switch self {
        case .announced, .announcedEnd, .read: true
        default: false
        }
    }

    var words: String {
        switch self {
        case .locking: "waiting for the lock"
        case .reading: "reading the database and the fragments"
        case .read(let rows, let others, let files):
            "read \(rows) \(rows == 1 ? "row" : "rows") of declared owners, \(others) of others, and \(files) "
                + (files == 1 ? "file" : "files")
        case .issuing(let keys): "issuing \(keys) \(keys == 1 ? "key" : "keys")"
        case .settling(let delay): "waiting \(DurationText.inWords(delay)) until the server reads the new keys"
        case .delivering(let files): "delivering \(files) \(files == 1 ? "file" : "files")"
        case .verifying(let identities):
            "checking \(identities) \(identities == 1 ? "identity" : "identities")"
        case .announcing(let identities):
            "running onChange for \(identities) \(identities == 1 ? "identity" : "identities")"
        case .announced(let output): output.isEmpty ? "onChange printed nothing" : "onChange printed:\n\(output)"
        case .announcingEnds(let keys): "running onEnd for \(keys) \(keys == 1 ? "key" : "keys") that ended"
        case .announcedEnd(let output): output.isEmpty ? "onEnd printed nothing" : "onEnd printed:\n\(output)"
        case .ending(let keys): "ending \(keys) \(keys == 1 ? "key" : "keys")"
        }
    }
}

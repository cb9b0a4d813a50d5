internal import Fragments
internal import Probing
internal import Verification

/// Asks the servers of several identities, a few at once.
struct Acceptance {
    let prober: any ServerProber

    /// Makes what tells these questions from others in a log; nil if no log is looked at.
    var marks: (@Sendable (_ identity: Int, _ place: Int) -> ProbeMarks)?

    /// Locks are held meanwhile, so that identities do not wait for each other.
    private static let atOnce = 16

    /// One verdict for each, in their order.
    func verdicts(on replacements: [Replacement]) async -> [(Replacement, ProbeVerdict)] {
        var verdicts: [(Int, Replacement, ProbeVerdict)] = []
        await withTaskGroup(of: (Int, Replacement, ProbeVerdict).self) { group in
            var rest = Array(replacements.enumerated())[...]
            func start(_ next: (offset: Int, element: Replacement)) {
                group.addTask { [prober, marks] in
                    let replacement = next.element
                    let verdict = await prober.awaitAcceptance(
                        replacement.probe,
                        of: replacement.key.secret,
                        between: marks?(replacement.identity, next.offset)
                    )
                    return (next.offset, next.element, verdict)
                }
            }
            for _ in 0..<Self.atOnce { if let next = rest.popFirst() { start(next) } }
            while let verdict = await group.next() {
                verdicts.append(verdict)
                if let next = rest.popFirst() { start(next) }
            }
        }
        return verdicts.sorted { $0.0 < $1.0 }.map { ($0.1, $0.2) }
    }
}

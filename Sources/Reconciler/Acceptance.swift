internal import Fragments
internal import Probing
internal import Verification

/// Asks the servers of several identities, a few at once.
struct Acceptance {
    let prober: any ServerProber

    /// Locks are held meanwhile, so that identities do not wait for each other.
    private static let atOnce = 16

    /// One verdict for each, in their order.
    func verdicts(on replacements: [Replacement]) async -> [(Replacement, ProbeVerdict)] {
        var verdicts: [(Int, Replacement, ProbeVerdict)] = []
        await withTaskGroup(of: (Int, Replacement, ProbeVerdict).self) { group in
            var rest = Array(replacements.enumerated())[...]
            func start(_ next: (offset: Int, element: Replacement)) {
                group.addTask { [prober] in
                    let verdict = await prober.awaitAcceptance(next.element.probe, of: next.element.key.secret)
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

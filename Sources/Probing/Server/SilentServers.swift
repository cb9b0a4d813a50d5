package import Model
package import Verification

/// Asks as another prober does, and stops asking a server that stays silent.
///
/// Thousands of identities may have one server, and a run holds its locks while it asks: without an expiry to patience, each of
/// them would be waited for as long as all of them together may take.
package actor SilentServers: ServerProber {
    /// How many questions in a row may stay without an answer; more than are asked at once.
    static let patience = 20

    private let prober: any ServerProber

    /// Questions without an answer since the last one that had one, by server.
    private var silences: [String: Int] = [:]

    package init(_ prober: any ServerProber) { self.prober = prober }

    package func ask(_ probe: ServerProbe, _ attempt: ProbeAttempt) async -> ProbeAnswer {
        if isGivenUp(probe) { return .none(Self.reason) }
        let answer = await prober.ask(probe, attempt)
        switch answer {
        case .answered: silences[Self.server(probe)] = nil
        case .none: silences[Self.server(probe), default: 0] += 1
        case .unsent: break
        }
        return answer
    }

    package func awaitAcceptance(
        _ probe: ServerProbe,
        of key: Secret,
        between marks: ProbeMarks?
    ) async -> ProbeVerdict {
        if isGivenUp(probe) { return .unanswered(Self.reason) }
        let verdict = await prober.awaitAcceptance(probe, of: key, between: marks)
        if case .unanswered = verdict {
            silences[Self.server(probe), default: 0] += 1
        } else {
            silences[Self.server(probe)] = nil
        }
        return verdict
    }

    private func isGivenUp(_ probe: ServerProbe) -> Bool { silences[Self.server(probe), default: 0] >= Self.patience }

    private static let reason = "not asked: the server answered none of the last \(patience) questions"

    /// Scheme, host and port.
    private static func server(_ probe: ServerProbe) -> String {
        probe.url.split(separator: "/", maxSplits: 2).prefix(2).joined(separator: "//").lowercased()
    }
}

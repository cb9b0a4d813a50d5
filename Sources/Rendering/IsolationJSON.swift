package import Diagnostics
internal import Model
package import Planning
internal import State

/// Whether environments are apart, for programs.
package enum IsolationJSON {
    package static let formatVersion = "1.0"

    package static func render(_ report: IsolationReport, diagnostics: [Diagnostic]) -> JSONText {
        [
            "format_version": .string(formatVersion),
            "created_at": .string(report.now.iso8601),
            "isolated": .bool(report.isIsolated),
            "verdict": .string(IsolationText(style: .plain).verdict(of: report)),
            "keys_compared": .int(Int64(report.keysCompared)),
            "environments": .array(report.environments.map { .string($0) }),
            "pairs": .array(report.pairs.map(json)),
            "findings": .array(report.findings.map(json)),
            "ending": .array(report.ending.map(json)),
            "not_compared": .array(
                report.notCompared.map {
                    ["environment": .string($0.environment), "reason": .string($0.reason)]
                }
            ),
            "not_comparable": .array(report.notComparable.map(json)),
            "diagnostics": diagnostics.json,
        ]
    }

    private static func members(_ pair: IsolationPair) -> [JSONText.Member] {
        [
            JSONText.Member("environments", [.string(pair.one), .string(pair.other)]),
            JSONText.Member("live", .int(Int64(pair.live))),
            JSONText.Member("ending", .int(Int64(pair.ending))),
            JSONText.Member("ended", .int(Int64(pair.ended))),
            JSONText.Member("files", .int(Int64(pair.files))),
            JSONText.Member("watched", .int(Int64(pair.watched))),
            JSONText.Member("copied", .int(Int64(pair.copied))),
            JSONText.Member("replica", .bool(pair.isReplica)),
        ]
    }

    /// The keys that a pair shares.
    static func keys(_ pair: IsolationPair) -> JSONText { .object(members(pair)) }

    private static func json(_ pair: IsolationPair) -> JSONText {
        .object(
            members(pair) + [
                JSONText.Member("owners", .int(Int64(pair.owners))),
                JSONText.Member("same_database", .bool(pair.isSameDatabase)),
                JSONText.Member("same_output", .bool(pair.isSameOutput)),
            ]
        )
    }

    private static func json(_ finding: IsolationReport.Finding) -> JSONText {
        let (kind, place): (String, String?) =
            switch finding.kind {
            case .shared: ("shared-key", nil)
            case .published(let place): ("published-key", place)
            case .sameDatabase: ("same-database", nil)
            case .sameOutput: ("same-output", nil)
            case .copied: ("copied-key", nil)
            case .replicatedDatabase: ("replicated-database", nil)
            }
        var origin: String?
        if case .copied(let from) = finding.kind { origin = from }
        return [
            "kind": .string(kind),
            "fingerprint": JSONText(finding.shownFingerprint?.description),
            "published_in": JSONText(place),
            "copied_from": JSONText(origin),
            "environments": .array(finding.environments.map { .string($0) }),
            "places": .array(finding.holdings.map(json)),
            "advice": .array(finding.advice.map { .string($0) }),
        ]
    }

    private static func json(_ holding: Holding) -> JSONText {
        let (state, until): (String, Instant?) =
            switch holding.form {
            case .live(let until): ("live", until)
            case .ending(let until): ("ending", until)
            case .ended: ("ended", nil)
            case .watched: ("watched", nil)
            case .written: ("written", nil)
            }
        guard case .object(let place) = PlanJSON.json(holding.place) else { return .null }
        return .object(
            place + [JSONText.Member("state", .string(state)), JSONText.Member("until", JSONText(until?.iso8601))]
        )
    }

    private static func json(_ part: NotComparable) -> JSONText {
        [
            "environment": .string(part.environment), "what": .string(part.what), "count": JSONText(part.count),
            "reason": .string(part.reason),
        ]
    }
}

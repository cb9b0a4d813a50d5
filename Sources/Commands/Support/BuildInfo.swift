internal import CBuild
internal import Diagnostics

/// What a program was built from.
struct BuildInfo {
    let version: String

    /// All digits, with `-modified` behind them where files differed; nil if it is not known.
    let commit: String?

    /// When that was committed, in UTC; nil if it is not known.
    let committedAt: String?

    /// This program's.
    static let own = BuildInfo(
        version: Keyturn.version,
        commit: known(keyturn_commit()),
        committedAt: known(keyturn_commit_date())
    )

    /// `0.1.0 (commit 1c29e553b2f0, 2026-11-28)`; the version alone where nothing else is known.
    var text: String {
        let parts = [commit.map { "commit \(Self.short($0))" }, committedAt.map { String($0.prefix(10)) }]
        let details = parts.compactMap(\.self).joined(separator: ", ")
        return details.isEmpty ? version : "\(version) (\(details))"
    }

    var json: JSONText {
        [
            "format_version": "1.0",
            "version": .string(version),
            "commit": JSONText(commit),
            "committed_at": JSONText(committedAt),
        ]
    }

    /// What the words of a command line ask for, where it is the version and nothing else: as JSON with `--format json`
    /// before or behind it.
    func answer(to words: [String]) -> String? {
        let rest = words.filter { $0 != "--version" }
        guard rest.count < words.count else { return nil }
        return switch rest {
        case []: text
        case ["--format", "json"], ["--format=json"]: json.pretty
        default: nil
        }
    }

    /// The first twelve digits, and what is behind all of them.
    private static func short(_ commit: String) -> String {
        let digits = commit.prefix { $0 != "-" }
        return String(digits.prefix(12) + commit.dropFirst(digits.count))
    }

    private static func known(_ text: UnsafePointer<CChar>?) -> String? {
        text.map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}

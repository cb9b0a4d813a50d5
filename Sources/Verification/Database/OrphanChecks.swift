internal import Diagnostics
package import Model
internal import Planning
package import State

/// Judges what no declaration of an environment names any more.
package enum OrphanChecks {
    package static func results(of view: EnvironmentView, _ revoked: RevocationList, now: Instant) -> [CheckResult] {
        let orphans = Orphans.find(in: view, revoked, now: now).told
        let malformed = MalformedKeys.all(in: view, now: now).map {
            CheckResult(.orphanedKey, .warn, "\($0.summary): \($0.detail)", fix: $0.fix)
        }
        return keys(orphans) + malformed + fragments(orphans, in: view)
    }

    private static func keys(_ orphans: Orphans) -> [CheckResult] {
        guard !orphans.keys.isEmpty else {
            return [CheckResult(.orphanedKey, .pass, "every live key that keyturn issued is declared")]
        }
        return orphans.keys.map { key in
            CheckResult(
                .orphanedKey,
                key.isOurs ? .fail : .warn,
                "\(key.fingerprint) is live, and no declaration names it. \(key.rowWords). \(key.traceWords)",
                fix: key.fixWords
            )
        }
    }

    private static func fragments(_ orphans: Orphans, in view: EnvironmentView) -> [CheckResult] {
        var results = orphans.fragments.map { fragment in
            CheckResult(
                .orphanedFragment,
                fragment.isOurs ? .fail : .warn,
                fragment.summaryWords
                    + (fragment.keyWords.map { ". " + ($0.hasSuffix(".") ? String($0.dropLast()) : $0) } ?? ""),
                fix: fragment.fixWords
            )
        }
        let skipped = view.observed.otherFiles.skipped
        if let first = skipped.first {
            let path = first.path.isEmpty ? "the output folder" : PlainText.line(first.path)
            let more = skipped.count > 1 ? "; and \(skipped.count - 1) more" : ""
            results.append(
                CheckResult(.orphanedFragment, .warn, "not looked through: \(path): \(first.reason)\(more)")
            )
        }
        guard results.isEmpty else { return results }
        return [CheckResult(.orphanedFragment, .pass, "every file that keyturn wrote is declared")]
    }
}

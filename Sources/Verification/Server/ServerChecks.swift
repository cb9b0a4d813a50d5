package import Model

/// Judges what a server said of keys.
package enum ServerChecks {
    /// One result for each question, in their order, and one for each check that could not be made.
    package static func judge(
        _ subject: ServerSubject,
        _ answers: [(question: ServerQuestion, answer: ProbeAnswer)]
    ) -> [CheckResult] {
        var results = answers.map { judge($0.question, subject.probe.verdict(on: $0.answer)) }
        if subject.current == nil {
            results.append(CheckResult(.serverAccepts, .skipped, "the database has no live key to present"))
        } else if subject.awaitsAdoption {
            results.append(
                CheckResult(
                    .serverAccepts,
                    .skipped,
                    "not asked: adoption is waiting, and presenting the current key would look like its use"
                )
            )
        }
        if subject.ended.isEmpty {
            results.append(CheckResult(.serverEndedKey, .skipped, "the database has no row of an ended key"))
        }
        if subject.probe.bypassHeaders.isEmpty, subject.probe.bypassQueries.isEmpty {
            results.append(
                CheckResult(.serverBypass, .skipped, "no `bypassHeaders` and no `bypassQuery` are declared")
            )
        }
        if subject.probe.mustRefuse.isEmpty {
            results.append(CheckResult(.serverAddresses, .skipped, "`mustRefuse` names no further address"))
        }
        return results
    }

    /// Whether being accepted moved the key's `last_used_at`; `after` is nil where it was not looked at again.
    package static func lastUse(
        of subject: ServerSubject,
        accepted: Bool,
        isKept: Bool,
        after: KeyRow?
    ) -> CheckResult {
        guard isKept else {
            return CheckResult(.serverLastUse, .skipped, "the database does not record when keys were used")
        }
        guard accepted, let current = subject.current else {
            return CheckResult(.serverLastUse, .skipped, "no key was accepted")
        }
        guard let after else {
            return CheckResult(.serverLastUse, .unknown, "the key's row could not be read again")
        }
        if let used = after.lastUsedAt, used != current.lastUsedAt {
            return CheckResult(.serverLastUse, .pass, "the key's last use moved to \(used.iso8601)")
        }
        return CheckResult(
            .serverLastUse,
            .warn,
            "the key was accepted, and its last use did not move: another server or database may have answered",
            fix: "compare `http` and `database.url`: both must belong to the same server"
        )
    }

    private static func judge(_ question: ServerQuestion, _ verdict: ProbeVerdict) -> CheckResult {
        let isWanted = question.check == .serverAccepts
        let detail = "\(question.what) was \(verdict.words)"
        switch verdict {
        case .accepted:
            return isWanted
                ? CheckResult(question.check, .pass, detail)
                : CheckResult(question.check, .fail, detail, fix: fix(question.check))
        case .refused:
            return isWanted
                ? CheckResult(question.check, .fail, detail, fix: fix(question.check))
                : CheckResult(question.check, .pass, detail)
        case .unclear(let why):
            return unclear(question, why, fix: "describe the server's responses with `accepted` and `refused`")
        case .unanswered(let why, let fix):
            return unclear(question, why, fix: fix ?? "check that the server is running at `http`")
        }
    }

    private static func unclear(_ question: ServerQuestion, _ why: String, fix: String) -> CheckResult {
        CheckResult(
            question.check,
            question.check == .serverAccepts ? .fail : .unknown,
            "cannot tell whether \(question.what) is accepted: \(why)",
            fix: fix
        )
    }

    private static func fix(_ check: CheckCode) -> String {
        switch check {
        case .serverAccepts:
            "check that the server reads the database of `database.url`, and that it expects the key in `header`"
        case .serverWithoutKey:
            "enable authentication in the server, or set `http` to an address that needs a key"
        case .serverMadeUpKey: "make the server look up keys: it accepts any key"
        case .serverEndedKey: "make the server check `is_active` and `expires_at`: it accepts ended keys"
        case .serverAddresses: "make the server, or the proxy in front of it, require a key at this address too"
        default: "make the server ignore what any client can send, or remove the header or query in front of it"
        }
    }
}

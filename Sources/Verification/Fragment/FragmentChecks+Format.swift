internal import Diagnostics
internal import Fragments
internal import Model
internal import State

extension FragmentChecks {
    /// Whether the key, and what stands around it, is what a reader passes on as it is; at least one.
    var format: [CheckResult] {
        guard let current else { return [CheckResult(.fragmentFormat, .skipped, "the database has no live key")] }
        let format = identity.key.format
        guard index.view.material.matches(current, format) != false else {
            return [unfit("\(current.fingerprint) is not \(format.words)")]
        }
        guard !index.view.material.lacksPublicID(current, of: identity) else {
            return [unfit("the row of \(current.fingerprint) has no public part that a file can carry")]
        }
        let found = zip(own, standings).compactMap { result($0, $1) }
        return found.isEmpty ? [CheckResult(.fragmentFormat, .pass, format.words)] : found
    }

    /// A key that `apply` replaces, unless it may be the wrong database.
    private func unfit(_ detail: String) -> CheckResult {
        let fix = index.view.doubts(place) ? apply : "\(apply), which replaces it"
        return CheckResult(.fragmentFormat, .fail, detail, fix: fix)
    }

    private func result(_ file: DeliveredFile, _ standing: FragmentStanding) -> CheckResult? {
        let path = file.name
        var isOurs: Bool { file.observed?.ownedByUsers == nil }
        func told(_ verdict: CheckResult.Verdict, _ detail: String) -> CheckResult {
            // In a file of Keyturn's the next apply puts it right; of a user's not a byte is changed.
            let fix = isOurs ? apply : "remove the text after the value in \(path)"
            return CheckResult(.fragmentFormat, verdict, "\(path) \(detail)", fix: fix)
        }
        switch standing {
        case .unknown(let why): return Self.unseen(.fragmentFormat, path, why)
        case .lacks(.readable):
            let detail = "\(path) can be read in several ways: see fragment-holds"
            return CheckResult(.fragmentFormat, .unknown, detail, fix: nil)
        case .lacks(.file): return nil
        case .lacks, .holds: break
        }
        switch file.inspection.padding(of: place) {
        case .space?:
            return told(.fail, "has a space or tab after the key, which the Docker CLI treats as part of it")
        case .comment?:
            return told(.fail, "has a comment after the key, which the Docker CLI treats as part of it")
        case .carriageReturn?:
            let detail = "has a carriage return after the key, which a shell treats as part of it"
            return told(isOurs ? .fail : .warn, detail)
        case .bareCarriageReturn?:
            let detail = "has lines that end in a carriage return alone: compose and the Docker CLI read them as one"
            return told(.fail, detail)
        case .notation?:
            return CheckResult(
                .fragmentFormat,
                .warn,
                "\(path) has a colon, a space at `=`, or a byte order mark: the Docker CLI, a shell and some libraries do "
                    + "not find the variable",
                fix: "write NAME=value there, with nothing before the name"
            )
        case .quotes?:
            return CheckResult(
                .fragmentFormat,
                .warn,
                "\(path) has quotes around the key: compose, a shell and libraries remove them, but the Docker CLI's --env-file "
                    + "treats them as part of it",
                fix: "write NAME=value without quotes there, or do not give the file to the Docker CLI"
            )
        case nil: break
        }
        guard file.inspection.finding(of: place) == .altered else { return nil }
        if case .secret = file.fragment.kind {
            return told(.fail, "holds more than the key: a space or a line break is read as part of it")
        }
        return told(.warn, "is not as keyturn writes it")
    }
}

extension KeyFormat {
    /// `mcp_ and 64 hex digits`.
    fileprivate var words: String {
        if let pattern { return "of the form \(pattern.text)" }
        let digits = length - prefix.utf8.count
        let kind = encoding == .hex ? "hex digits" : "base64url characters"
        return (prefix.isEmpty ? "" : "\(prefix) and ") + "\(digits) \(kind)"
    }
}

internal import Diagnostics
internal import Model
internal import Redaction
internal import State

/// Judges one variable of one process or container.
struct HeldKeyJudge {
    let instance: ConsumerInstance
    let variable: ConsumerVariable
    let subject: ConsumerSubject

    /// Less than this between two moments says nothing: the kernel counts a process's start in hundredths of a second, and
    /// file systems are slower than their clocks.
    private static let tolerance = Duration.seconds(1)

    var result: CheckResult {
        switch instance.values[variable] ?? .missing {
        case .missing: failed("\(variable.name) is not set")
        case .empty: failed("\(variable.name) is empty")
        case .word(let word) where variable.holdsPath:
            failed(
                "\(variable.name) holds a word"
                    + (word.isGuessable ? "" : " with the fingerprint \(word.fingerprint)") + " instead of a path"
            )
        case .word(let word) where variable.part == .publicID: judge(publicPart: word)
        case .word(let word): judge(word, "\(variable.name) holds")
        case .file(let path, let file): judge(file, "the file \(shown(path)) of \(variable.name)")
        }
    }

    private func judge(_ file: HeldFile, _ place: String) -> CheckResult {
        switch file {
        case .missing: failed("\(place) does not exist")
        case .empty: failed("\(place) is empty")
        case .unreadable(let reason):
            CheckResult(.consumerKey, .unknown, "\(instance.name): \(place) cannot be read: \(reason)")
        case .word(let word): judge(word, "\(place) holds")
        }
    }

    private func judge(_ word: HeldWord, _ place: String) -> CheckResult {
        let key = word.fingerprint
        switch KeyStanding(key, in: subject) {
        case .current:
            if let dressing = word.dressing {
                return CheckResult(
                    .consumerKey,
                    .fail,
                    "\(instance.name): \(place) the current key \(key), but with \(dressing.words) around it, and servers "
                        + "compare exactly",
                    fix: "remove \(dressing.words) where the consumer's environment is set"
                )
            }
            if variable.holdsPath, let stale {
                return CheckResult(
                    .consumerKey,
                    .warn,
                    "\(instance.name): \(place) the current key \(key), but \(stale): it may have read another before",
                    fix: instance.kind.restart
                )
            }
            return CheckResult(.consumerKey, .pass, "\(instance.name): \(place) the current key \(key)")
        case .currentInAnotherSpelling:
            return CheckResult(
                .consumerKey,
                .warn,
                detail("\(place) \(key), the current key in another spelling, which the server also accepts"),
                fix: fix
            )
        case .old(let end):
            let until = end.map { "which is valid until \($0.iso8601)" } ?? "which still works and has no expiry yet"
            return CheckResult(.consumerKey, .warn, detail("\(place) the old key \(key), \(until)"), fix: fix)
        case .ended:
            return failed("\(place) the old key \(key), which has ended")
        case .other(let address):
            return failed("\(place) the key \(key) of \(address)")
        case .foreign:
            // Someone's `changeme`, or a password: what could be guessed is not told by its fingerprint.
            return failed("\(place) \(word.isGuessable ? "a word" : "\(key)"), which is not a known key")
        }
    }

    /// What is there is not shown: it is half of a credential.
    private func judge(publicPart word: HeldWord) -> CheckResult {
        func isHeld(_ row: KeyRow) -> Bool {
            row.publicID.map { Fingerprint(of: Secret(text: $0)) == word.fingerprint } ?? false
        }
        let place = "\(variable.name) holds the public part"
        guard let current = subject.keys.current, isHeld(current) else {
            if let row = subject.keys.rows.first(where: isHeld) {
                return failed("\(place) of the old key \(row.fingerprint)")
            }
            return failed("\(variable.name) does not hold the public part of the current key")
        }
        if let dressing = word.dressing {
            return CheckResult(
                .consumerKey,
                .fail,
                "\(instance.name): \(place) of the current key, but with \(dressing.words) around it",
                fix: "take \(dressing.words) away where the consumer's environment is made"
            )
        }
        return CheckResult(
            .consumerKey,
            .pass,
            "\(instance.name): \(place) of the current key \(current.fingerprint)"
        )
    }

    private func failed(_ what: String) -> CheckResult {
        CheckResult(.consumerKey, .fail, detail(what), fix: fix)
    }

    private func detail(_ what: String) -> String {
        "\(instance.name): \(what)" + (stale.map { "; \($0)" } ?? "")
    }

    private var fix: String { stale == nil ? instance.kind.inspection : instance.kind.restart }

    /// `it is running since … , before the key was delivered at …`; nil if that is not so, or not known.
    private var stale: String? {
        guard let since = instance.since, let delivered = subject.delivered,
            since + Self.tolerance < delivered.instant
        else { return nil }
        let verb = if case .container = instance.kind { "was made at" } else { "has been running since" }
        return "it \(verb) \(since.iso8601), before \(delivered.words)"
    }

    private func shown(_ path: String) -> String { SecretMask.masked(PlainText.line(path)) }
}

extension HeldWord.Dressing {
    fileprivate var words: String {
        switch self {
        case .space: "white space"
        case .quotes: "quotes"
        }
    }
}

extension ConsumerInstance.Kind {
    /// How it gets the environment that was delivered.
    fileprivate var restart: String {
        switch self {
        case .process: "restart it with the delivered environment file"
        case .unit(let unit): "systemctl restart \(PlainText.line(unit))"
        case .container(let service?):
            "recreate it: docker compose up -d \(PlainText.line(service)) (a restart keeps the old environment)"
        case .container(nil): "remove it and run it again (a restart keeps the old environment)"
        }
    }

    /// Where to look when it was started after the delivery, or when that is not known.
    fileprivate var inspection: String {
        switch self {
        case .process: "check which environment file it is started with, and restart it"
        case .unit(let unit):
            "check Environment= and EnvironmentFile= of the unit, then: systemctl restart \(PlainText.line(unit))"
        case .container(let service?):
            "check whether compose reads \(Delivery.composeFile) or the env file, and whether the shell exports the "
                + "variable; then recreate it: docker compose up -d \(PlainText.line(service))"
        case .container(nil): "check which environment file it is run with, then remove it and run it again"
        }
    }
}

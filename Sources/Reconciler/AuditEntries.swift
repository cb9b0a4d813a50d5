internal import Audit
internal import Diagnostics
internal import Model
internal import Planning
internal import Redaction
internal import Stores

/// What a run writes into one environment's audit file: pure, and without secrets.
struct AuditEntries {
    let session: AuditSession

    /// The digest of the whole run's plan.
    let digest: String
    let plan: EnvironmentPlan
    let policy: PolicyReport

    /// Where the environment's fragments go, absolute.
    let output: String

    /// Under what the run began; nil if nothing is begun.
    var circumstances: AuditEntry.Circumstances?

    /// Before anything is done: who is about to do what.
    var beginning: [AuditEntry] {
        var started = entry(.started, plan.name)
        started.detail = session.reason
        started.circumstances = circumstances
        started.output = output
        return [started] + overrides
            + plan.changes.map { change in
                var entry = entry(.attempt, change)
                entry.to = change.to
                if change.endsAtOnce, plan.runsEndCommand { entry.owes = Announcement.Event.end.rawValue }
                return entry
            }
    }

    /// What became of it.
    func end(_ outcome: EnvironmentOutcome) -> [AuditEntry] {
        let isWhole = outcome.failures.filter(\.isError).isEmpty
        let failed = Set(outcome.failures.filter(\.isError).compactMap(\.address))
        let concernsAll = failed.contains(plan.name) || (!isWhole && failed.isEmpty)
        let changes = plan.changes.map { change in
            var entry = entry(.change, change)
            entry.to = change.to ?? change.address.identity.flatMap { outcome.newKeys[$0] }
            let isCommitted = outcome.hasCommitted
            let isFailed = concernsAll || failed.contains(change.address.description)
            entry.outcome = isFailed ? (isCommitted && change.issuesKey ? .begun : .failed) : .done
            return entry
        }
        return changes + announced(outcome.announced) + told(outcome.told)
            + failures(outcome.failures.filter(\.isError)) + [
                ended(self.outcome(of: outcome.failures))
            ]
    }

    /// A run that had nothing to do here, and what failed of looking.
    func idle(_ outcome: EnvironmentOutcome) -> [AuditEntry] {
        let errors = outcome.failures.filter(\.isError)
        guard errors.isEmpty else { return failures(errors) + [ended(self.outcome(of: errors))] }
        var entry = entry(.skipped, plan.name)
        entry.outcome = .nothingToDo
        return [entry]
    }

    /// A plan that was not applied, since policy, a check or someone was against it.
    func declined(_ outcome: AuditOutcome, _ diagnostics: [Diagnostic]) -> [AuditEntry] {
        let refusals = policy.findings.filter { $0.refuses && $0.address.environment == plan.name }.map { finding in
            var entry = entry(.refusal, finding.address.description)
            entry.code = finding.code
            entry.detail = Self.line(finding.summary)
            entry.outcome = .refused
            return entry
        }
        let own = diagnostics.filter {
            $0.isError && Self.environment(of: $0) == plan.name && !PolicyRules.refuses($0.code)
        }
        return refusals + failures(own) + [ended(outcome)]
    }

    private var overrides: [AuditEntry] {
        policy.overrides.filter { $0.count > 0 }.map { use in
            var entry = entry(.override, plan.name)
            entry.code = use.rule
            entry.detail = Self.line(use.reason)
            return entry
        }
    }

    /// The keys that the profile's `onEnd` was run for.
    private func announced(_ keys: [EndedKey]) -> [AuditEntry] {
        keys.map { key in
            var entry = entry(.announced, Address(plan.name, key.identity).description)
            entry.action = Announcement.Event.end.rawValue
            entry.from = key.fingerprint
            entry.outcome = .done
            return entry
        }
    }

    /// The keys that `onChange` told consumers of.
    private func told(_ keys: [(identity: String, key: Fingerprint)]) -> [AuditEntry] {
        keys.map { identity, key in
            var entry = entry(.announced, Address(plan.name, identity).description)
            entry.action = Announcement.Event.change.rawValue
            entry.to = key
            entry.outcome = .done
            return entry
        }
    }

    private func failures(_ diagnostics: [Diagnostic]) -> [AuditEntry] {
        diagnostics.map { Self.failure($0, plan.name) }.map {
            var entry = $0
            entry.plan = digest
            return entry
        }
    }

    private func ended(_ outcome: AuditOutcome) -> AuditEntry {
        var entry = entry(.ended, plan.name)
        entry.outcome = outcome
        return entry
    }

    private func outcome(of failures: [Diagnostic]) -> AuditOutcome {
        let codes = Set(failures.filter(\.isError).map(\.code))
        if codes.isEmpty { return .done }
        return codes == [ReconcilerCode.interrupted.rawValue] ? .interrupted : .failed
    }

    private func entry(_ event: AuditEvent, _ address: String) -> AuditEntry {
        var entry = AuditEntry(event, address)
        entry.plan = digest
        return entry
    }

    private func entry(_ event: AuditEvent, _ change: Change) -> AuditEntry {
        var entry = entry(event, change.address.description)
        entry.action = change.action.rawValue
        entry.reasons = change.reasons.map(\.code)
        entry.from = change.from
        if change.endsAtOnce { entry.row = change.fromRow }
        return entry
    }

    /// An error as an entry.
    static func failure(_ diagnostic: Diagnostic, _ environment: String) -> AuditEntry {
        var entry = AuditEntry(.failure, diagnostic.address ?? environment)
        entry.code = diagnostic.code
        entry.detail = line(diagnostic.summary)
        return entry
    }

    /// An environment that was not planned for at all: its lock was held, or it could not be read.
    static func unplanned(_ environment: String, _ diagnostics: [Diagnostic]) -> [AuditEntry] {
        let own = diagnostics.filter { $0.isError && Self.environment(of: $0) == environment }
        if !own.isEmpty, own.allSatisfy({ $0.code == StoreCode.lockHeld.rawValue }) {
            var entry = AuditEntry(.skipped, environment)
            entry.outcome = .lockHeld
            entry.detail = own.first.map { line($0.summary) }
            return [entry]
        }
        var ended = AuditEntry(.ended, environment)
        ended.outcome = .failed
        return own.map { failure($0, environment) } + [ended]
    }

    private static func environment(of diagnostic: Diagnostic) -> String? {
        diagnostic.address.map { String($0.prefix { $0 != "/" }) }
    }

    private static func line(_ text: String) -> String { String(SecretMask.masked(PlainText.line(text)).prefix(500)) }
}

extension Plan {
    /// Names what is done: 64 hex digits over every change, its keys, reasons and files.
    ///
    /// A line for each change, so that no two plans that do something else have the same.
    var digest: String {
        let lines = environments.flatMap { environment in
            environment.changes.map { change in
                let keys = [change.from, change.to].map { $0?.description ?? "-" }.joined(separator: " ")
                let files = change.files.map(\.path).joined(separator: "\u{0}")
                return "\(change.address) \(change.action.rawValue) \(keys) \(change.reasons.map(\.code)) \(files)\n"
            }
        }
        return AuditHash.digest(Array(lines.joined().utf8))
    }
}

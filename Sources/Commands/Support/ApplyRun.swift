internal import Audit
internal import Configuration
internal import Delivery
internal import Diagnostics
internal import Fragments
internal import Model
internal import Planning
internal import Reconciler
internal import Rendering
internal import Stores

/// One run that changes something, from the plan that is shown to what came of it.
struct ApplyRun {
    let runner: Runner
    let loaded: FleetLoader.Loaded
    /// What a run that waits for the lock reports: `apply`.
    let verb: String
    let mandate: Mandate
    let format: OutputFormat

    /// How much of the plan is shown.
    var detail = PlanDetail()

    /// The digest of the saved plan that is applied; nil for a plan that is made now.
    var savedPlan: String?

    /// What stops it; nil if it listens for signals itself.
    var interruption: Interruption?

    /// Whether entries for `_revoked.yaml` are written into it.
    var recordsRevocation = false

    /// Whether a plan that holds nothing is not shown.
    var isSilentAboutNothing = false

    /// How the run ended, and what is there now where metrics are wanted of it.
    typealias Conclusion = (status: ExitStatus, after: Reconciler.Review?)

    /// Asks someone first, unless there is no one.
    func run(asking: Bool) async throws -> ExitStatus { try await concluded(asking: asking).status }

    /// The same, with what is there now.
    func concluded(asking: Bool) async throws -> Conclusion { try await asking ? self.asking() : unasked() }

    /// Applies whatever the plan under the locks says, and shows it first.
    ///
    /// - Throws: where the plan cannot be shown: then nothing is done (promise 5).
    private func unasked() async throws -> Conclusion {
        var failure: (any Error)?
        let report = await carryOut { review in
            guard format == .text else { return true }
            do {
                let plan = await seen(review)
                if isSilentAboutNothing, plan.isEmpty, !plan.owesCommands {
                    runner.tell(plan.diagnostics, sources: loaded.sources)
                } else {
                    try show(plan)
                }
                return true
            } catch {
                failure = error
                return false
            }
        }
        if let failure { throw failure }
        return try await conclude(report)
    }

    /// Shows the plan, asks, and carries it out only if it is still the same under the locks: no one waits for a person
    /// while holding a lock.
    private func asking() async throws -> Conclusion {
        let shown = await seen(runner.review(loaded.fleet, mandate))
        try show(shown)
        if !shown.isEmpty || shown.owesCommands, !confirm(shown) {
            let progress = ProgressReport(console: runner.console)
            let untold = await runner.reconciler(over: loaded.fleet, session: session, progress: progress)
                .decline(loaded.fleet, shown)
            runner.tell(untold, sources: loaded.sources)
            runner.console.error("Nothing was changed.\n")
            return (.failed, nil)
        }
        let report = await carryOut { $0.plan.promisesTheSame(as: shown) }
        if !report.wasApproved {
            runner.tell(report.plan.diagnostics, sources: loaded.sources)
            runner.console.error(
                "The environment changed after the plan was shown, so nothing was applied. Review the new plan.\n"
            )
            return (.failed, nil)
        }
        return try await conclude(report)
    }

    /// Under the locks, if `approve` agrees to what is planned there.
    ///
    /// `expectsObserved`: only if the stores still hold what was observed when they are written to.
    func carryOut(
        expectsObserved: Bool = false,
        _ approve: (Reconciler.Review) async -> Bool
    ) async -> ApplyReport {
        let interruption = interruption ?? Interruption()
        let signals = self.interruption == nil ? StopSignals(interruption, console: runner.console) : nil
        defer { withExtendedLifetime(signals) {} }
        let progress = ProgressReport(console: runner.console)
        defer { progress.end() }
        return await runner.reconciler(over: loaded.fleet, interruption, session: session, progress: progress).apply(
            loaded.fleet,
            mandate,
            lockedAs: .thisProcess(running: verb),
            timeout: runner.options.lockTimeout,
            expectsObserved: expectsObserved,
            approve: approve
        )
    }

    private var session: AuditSession {
        let reason: String? =
            switch mandate.request {
            case .rotate(let reason): reason
            case .revoke(let revocation): revocation.reason
            case nil: nil
            }
        return runner.auditSession(
            verb,
            reason: reason,
            plan: savedPlan,
            declined: savedPlan == nil ? .planChanged : .refused
        )
    }

    /// The plan as it is shown: the lines of files are looked for only where they are asked for.
    private func seen(_ review: Reconciler.Review) async -> Plan {
        detail.showsDiffs ? await review.detailed() : review.plan
    }

    private func show(_ plan: Plan) throws {
        runner.tell(plan.diagnostics + unrecorded(plan), sources: loaded.sources)
        try runner.console.show(PlanText(style: runner.console.outputStyle, detail: detail).render(plan))
    }

    /// Tells what came of it, and leaves metrics where they are wanted: of what is there now, which is looked at again.
    func conclude(_ report: ApplyReport) async throws -> Conclusion {
        let status = try tell(report)
        guard runner.metrics != nil else { return (status, nil) }
        let after = await runner.review(loaded.fleet)
        runner.record(
            loaded,
            statuses: after.statuses,
            clocks: after.plan.clocks,
            orphans: after.plan.orphans,
            provenance: after.plan.provenance,
            report.diagnostics
        )
        return (status, after)
    }

    /// What ends sessions that were opened with keys which were ended at once; nil if a profile's `onEnd` does, and
    /// where none was: the overlap of others is long enough for their sessions to end.
    private func sessionsEnd(in ended: [Environment]) -> String? {
        ended.lazy.filter { $0.profile?.onEnd == nil }.compactMap { $0.servedProfile?.sessionsEnd }.first
    }

    /// The environments in which keys were ended at once.
    private func ended(by report: ApplyReport) -> [Environment] {
        let names = Set(report.outcomes.lazy.filter { $0.deactivated > 0 }.map(\.environment))
        return loaded.fleet.selected.map(\.environment).filter { names.contains($0.name) }
    }

    private func tell(_ report: ApplyReport) throws -> ExitStatus {
        let entries = mandate.revocation.map { revocationEntries(report, $0) }
        switch format {
        case .text:
            runner.tell(report.told, sources: loaded.sources)
            try runner.console.show(OutcomeText(style: runner.console.outputStyle).render(report.outcomes))
        case .json:
            try runner.console.output(
                OutcomeJSON.render(
                    report.outcomes,
                    plan: report.plan,
                    diagnostics: report.diagnostics + unrecorded(report.plan),
                    revocationEntries: entries
                )
            )
        }
        let ended = ended(by: report)
        if let end = sessionsEnd(in: ended) {
            runner.console.error(
                "Sessions that were opened with a deactivated key stay open until \(end): restart it now.\n"
            )
        }
        for text in LateEnds.texts(of: ended) { runner.console.error(text + "\n") }
        if let entries, !entries.isEmpty {
            let file = ArgumentMask.masked("\(runner.options.config)/_revoked.yaml")
            let exists = loaded.digests().keys.contains { $0.hasSuffix("_revoked.yaml") }
            let isRecorded = recordsRevocation && record(entries)
            if isRecorded {
                runner.console.error("wrote \(entries.count) \(entries.count == 1 ? "entry" : "entries") to \(file)\n")
            } else {
                runner.console.error(
                    RevocationEntry.advice(entries, file: file, exists: exists, isRefused: recordsRevocation)
                )
                if recordsRevocation { return .failed }
            }
        }
        return ExitStatus(for: report.diagnostics)
    }

    /// Whether the entries could be written into `_revoked.yaml`; what is in it stays.
    private func record(_ entries: [RevocationEntry]) -> Bool {
        let path = "\(runner.options.config)/_revoked.yaml"
        do {
            var text = ""
            do {
                text = String(decoding: try DiskFiles().read(path, limit: 48 << 20), as: UTF8.self)
            } catch FileProblem.missing {
                let file = Starter.File(name: "_revoked.yaml", content: [])
                guard try Starter.write(file, to: path) == .written else { return false }
            }
            let new = try DeclarationFile(text).appending(to: "revoked") { RevocationEntry.lines(entries, indent: $0) }
            try DeclarationFile.replace(path, with: new)
            return true
        } catch let error as ReplacedFile.Problem {
            runner.console.report(StarterError(path: path, reason: error.reason))
            return false
        } catch let error as DeclarationFile.Problem {
            runner.console.report(StarterError(path: path, reason: error.description))
            return false
        } catch {
            runner.console.report(error)
            return false
        }
    }

    /// That keys get no entry in `_revoked.yaml` although one was asked for: said before anyone confirms the plan.
    private func unrecorded(_ plan: Plan) -> [Diagnostic] {
        guard recordsRevocation else { return [] }
        let keys = RevocationEntry.unrecorded(
            of: plan,
            listed: loaded.fleet.revoked,
            named: mandate.revocation?.fingerprint
        )
        return keys.isEmpty ? [] : [.revocationNotRecorded(keys)]
    }

    /// For what was revoked, or had ended already; nothing where something failed.
    private func revocationEntries(_ report: ApplyReport, _ revocation: Mandate.Revocation) -> [RevocationEntry] {
        guard !report.diagnostics.hasErrors else { return [] }
        let entries = RevocationEntry.all(of: report.plan, listed: loaded.fleet.revoked)
        guard entries.isEmpty, report.plan.isEmpty, let fingerprint = revocation.fingerprint,
            !Fingerprint.isRowMark(fingerprint)
        else { return entries }
        let isListed = loaded.fleet.revoked.entries.contains {
            $0.fingerprint.hasPrefix(fingerprint) || fingerprint.hasPrefix($0.fingerprint)
        }
        let today = String(report.plan.now.iso8601.prefix(10))
        return isListed ? [] : [RevocationEntry(fingerprint: fingerprint, date: today, reason: nil)]
    }

    private func confirm(_ plan: Plan) -> Bool {
        let question = PlanQuestion.text(for: plan)
        // What is typed stands behind a line that fits any screen.
        runner.console.error(question + (question == "Apply?" ? " " : "\n") + "Type 'yes' to apply: ")
        return readLine(strippingNewline: true) == "yes"
    }
}

extension Diagnostic {
    /// Revoked keys of which no digits are known, so that the list cannot name them.
    fileprivate static func revocationNotRecorded(_ keys: [String]) -> Diagnostic {
        let isOne = keys.count == 1
        let names =
            keys.count > 3 ? keys.prefix(3).joined(separator: ", ") + " and \(keys.count - 3) more" : keys.inWords
        return Diagnostic(
            .warning,
            CommandCode.revocationNotRecorded,
            "\(names) \(isOne ? "gets" : "get") no entry in _revoked.yaml: \(isOne ? "its fingerprint is" : "their fingerprints are") not known",
            detail: """
                An entry has digits of the SHA-256 of a key. The table stores another digest, or the key could be guessed. So \
                nothing keeps \(isOne ? "the key" : "these keys") from coming alive again or elsewhere.
                """,
            fix: """
                if you have the key's text, add its SHA-256 to _revoked.yaml: sha256sum of a file with the key and no newline; \
                keyturn whose shows by the text where else the key is live
                """
        )
    }
}

internal import Audit
internal import Delivery
internal import Diagnostics
internal import Fragments
internal import Hooks
internal import Model
internal import Planning
internal import State
internal import Stores
internal import Verification

/// Applies one environment's part of a plan, under its lock, in the order that never leaves a consumer without a
/// working key (promise 1): stage the files, commit the new keys, rename the files, run the hooks, ask the servers, and
/// only then end old keys.
struct EnvironmentApplier {
    let site: Site
    let view: EnvironmentView
    let plan: EnvironmentPlan
    let mandate: Mandate
    /// Whether the database must be unchanged since the observation when it is written.
    let expectsObserved: Bool
    /// The environment's audit file and the lines for it; nil for none.
    let audit: (file: SiteAudit, entries: AuditEntries)?
    let board: CommitBoard
    let clock: any WallClock
    let keySource: any KeySource
    let interruption: Interruption
    let progress: ProgressListener
    /// What hooks must not inherit: see ``Fleet/secretVariables``.
    let secretVariables: Set<String>

    /// Secrets that texts of servers and libraries must not show.
    let seen: SeenKeys

    func apply() async -> EnvironmentOutcome {
        var outcome = EnvironmentOutcome(environment: site.name)
        do {
            // Written down first: what cannot be told is not done.
            if hasWork { try begin(&outcome) }
            try await apply(&outcome)
        } catch let failure as Diagnostic {
            outcome.failures.append(failure)
        } catch let error as StoreError {
            outcome.failures.append(error.diagnostic(for: site.layout.environment))
            outcome.needsSomebody = error.needsSomebody
        } catch {
            let error = StoreError.other(message: "an unexpected error")
            outcome.failures.append(error.diagnostic(for: site.layout.environment))
        }
        if !outcome.failures.isEmpty { await tellUnrevoked(&outcome) }
        end(&outcome)
        // Whoever waits for this environment must not wait forever.
        board.settle(site.name, hasCommitted: outcome.failures.isEmpty)
        return outcome
    }

    private var hasWork: Bool { !plan.changes.isEmpty || !plan.announcements.isEmpty }

    private func begin(_ outcome: inout EnvironmentOutcome) throws(Diagnostic) {
        guard let audit else { return }
        outcome.warnings += [try audit.file.write(audit.entries.beginning).warning].compactMap(\.self)
        outcome.isAudited = true
    }

    /// Records the outcome; if even that cannot be written, it is reported as a failure.
    private func end(_ outcome: inout EnvironmentOutcome) {
        guard let audit, outcome.isAudited || !hasWork else { return }
        do throws(Diagnostic) {
            let written = try audit.file.write(hasWork ? audit.entries.end(outcome) : audit.entries.idle(outcome))
            outcome.auditHead = written.head.description
        } catch {
            outcome.failures.append(error)
        }
    }

    private func apply(_ outcome: inout EnvironmentOutcome) async throws {
        let leftovers = Leftovers(of: site, view, plan)
        outcome.swept = try await leftovers.sweep()
        guard hasWork else {
            outcome.swept += try await leftovers.sweepRead(beside: [:])
            return
        }
        guard interruption.begin() else { throw Diagnostic.interrupted(site.name) }

        let changes = PlacedChange.all(plan.changes, in: view)
        // Before anything that may fail: the leak is worse than the outage.
        let now = clock.now()
        if mandate.endsFirst {
            let endings = Ending.all(of: changes, in: view, at: now)
            let ended = try await end(endings, beside: [], &outcome, when: \.isUrgent)
            await announceEnds(of: ended.keys, texts: ended.texts, beside: [], &outcome)
        }
        let (prepared, staged, written) = try await commit(changes, now: now, leftovers)
        outcome.issued = prepared.newKeys.count
        outcome.hasCommitted = true
        // An audit file names them, and so does a line about what hooks were told.
        if audit != nil || view.observed.store.ending.isUnwritten {
            outcome.newKeys = prepared.fingerprintsOfNewKeys(view.environment)
        }
        board.settle(site.name, hasCommitted: true)
        if !prepared.paths.isEmpty {
            try await expectTraces(staged)
            try await expectUntouched(prepared.paths, staged)
            await awaitEffect(of: prepared)
            try await expectOnTime(prepared, issuedAt: now, staged)
            report(.delivering(files: prepared.paths.count))
            do throws(Diagnostic) {
                try await site.folder.publish(staged)
            } catch {
                await abandon(staged)
                throw error
            }
        }
        outcome.filesWritten = prepared.paths.count

        var failed = await announce(prepared, &outcome)
        failed.formUnion(await verify(prepared, except: failed, &outcome))
        // What is urgent waits for no hook and no server: the fragments hold the new key.
        let ended = try await end(prepared.endings, beside: prepared.paths, &outcome) { ending in
            ending.isUrgent ? !mandate.endsFirst : ending.identity.map { !failed.contains($0) } ?? true
        }
        await announceEnds(
            of: plan.announcements.flatMap(\.owed) + ended.keys,
            texts: ended.texts,
            beside: prepared.newKeys,
            &outcome
        )
        outcome.swept += try await leftovers.sweepRead(beside: written)
    }

    /// Stages the files and commits the new keys; once more with other keys where a piece of one is taken, which a short
    /// piece may be: only the server sees all of them at that moment.
    ///
    /// - Returns: what was committed and staged, and which keys are in the files where `leftovers` asks.
    private func commit(
        _ changes: [PlacedChange],
        now: Instant,
        _ leftovers: Leftovers,
        isRepeated: Bool = false
    ) async throws -> (PreparedChanges, StagedFiles, written: [String: [Fingerprint]]) {
        let rowIDs = try await reserveRowIDs(for: changes)
        var prepared = try PreparedChanges(changes, in: view, rowIDs: rowIDs, keySource: keySource, now: now)
        seen.insert(prepared.newKeys, in: view.environment)
        // Staged first: a full disk or a folder that cannot be written is met before any key is issued.
        let files = prepared.takeFiles()
        let written = leftovers.keys(in: files)
        let staged = try await site.folder.stage(files)
        do throws(StoreError) {
            try await issue(prepared, now: now)
        } catch {
            // Where it is not known whether they were committed, the next run finds out, and may need their texts.
            if error.mayHaveCommitted { await abandon(staged) } else { await site.folder.discard(staged) }
            guard case .taken = error, !isRepeated else { throw error }
            return try await commit(changes, now: now, leftovers, isRepeated: true)
        }
        return (prepared, staged, written)
    }

    private func reserveRowIDs(for changes: [PlacedChange]) async throws(StoreError) -> [String] {
        let count = PreparedChanges.rowIDCount(of: changes, in: view.environment)
        return count == 0 ? [] : try await site.store.reserveRowIDs(count)
    }

    /// A server that reads its table now and then would refuse keys that it has not read yet: those of this run, and those
    /// that another run inserted just before, and could not deliver.
    private func awaitEffect(of prepared: PreparedChanges) async {
        let delay = view.observed.store.delays.issued
        guard delay > .zero else { return }
        // Whose clock dated the row is not known; that it was there before this run read the table is.
        let since = clock.now() - delay - ClockDifference.tolerance
        let isRecent = view.observed.store.keys.contains { $0.createdAt.map { $0 > since } ?? true }
        guard !prepared.newKeys.isEmpty || isRecent else { return }
        report(.settling(delay))
        await clock.wait(delay)
    }

    /// A fragment that is the only trace of another environment's key is written once that key is replaced.
    private func expectTraces(_ staged: StagedFiles) async throws(Diagnostic) {
        guard let failed = await board.firstFailure(of: plan.awaits) else { return }
        await abandon(staged)
        throw .traceKept(failed, site.name)
    }

    /// Changes that someone saved since the files were read must not be lost: a dotenv file may belong to users.
    private func expectUntouched(_ paths: [String], _ staged: StagedFiles) async throws(Diagnostic) {
        let written = Set(paths)
        let fragments = site.layout.fragments.filter { written.contains($0.path) }
        let found = await site.folder.observe(fragments.map { FileRequest($0) }).files
        let read = view.observed.folder.files
        guard let changed = paths.first(where: { found[$0] != read[$0] }) else { return }
        await abandon(staged)
        throw .fragmentChanged(changed, site.name)
    }

    /// Where the overlap of an old key is counted from the issue of the new one, what hung for minutes delivers nothing: the
    /// next run issues another key, and consumers have the whole overlap.
    private func expectOnTime(
        _ prepared: PreparedChanges,
        issuedAt issued: Instant,
        _ staged: StagedFiles
    ) async throws(Diagnostic) {
        guard view.observed.store.ending.isUnwritten, !prepared.newKeys.isEmpty,
            prepared.endings.contains(where: \.isRetirement)
        else { return }
        let limit = EndEnforcement.tolerance + view.observed.store.delays.issued
        guard clock.now() - issued > limit else { return }
        await abandon(staged)
        throw .deliveredTooLate(site.layout.environment)
    }

    /// Gives up files whose keys were committed: where the store keeps digests they are the only text of them, and the next
    /// run reads it there.
    private func abandon(_ staged: StagedFiles) async {
        if view.observed.store.keepsTexts { await site.folder.discard(staged) }
    }

    /// Keys to be revoked get an expiry in the same transaction, so that a started revocation always completes.
    private func issue(_ prepared: PreparedChanges, now: Instant) async throws(StoreError) {
        let begun = mandate.endsFirst ? prepared.endings.filter(\.isBegun) : prepared.endings
        let endings = begun.compactMap { $0.beginning(at: now) }
        guard !prepared.newKeys.isEmpty || !endings.isEmpty else { return }
        if !prepared.newKeys.isEmpty { report(.issuing(keys: prepared.newKeys.count)) }
        let owners = view.environment.identities.map(\.owner)
        try await site.store.issue(
            prepared.newKeys,
            owners: prepared.owners,
            ending: endings,
            at: now,
            expecting: expectsObserved
                ? StoreExpectation(owners: owners, observation: view.observed.store) : nil
        )
    }

    /// Runs each command once.
    ///
    /// - Returns: the identities whose command failed, by their place in the environment: their old keys stay.
    private func announce(_ prepared: PreparedChanges, _ outcome: inout EnvironmentOutcome) async -> Set<Int> {
        var failed: Set<Int> = []
        var failures: [(HookFailure, output: String, Announcement)] = []
        for announcement in plan.announcements where announcement.event == .change {
            report(.announcing(identities: announcement.identities.count))
            let call = HookCall(
                announcement,
                in: view,
                newKeys: prepared.newKeys,
                secretVariables: secretVariables
            )
            switch await site.hooks.run(call).without(seen) {
            case .succeeded(let output):
                outcome.hooksRun += 1
                if view.observed.store.ending.isUnwritten { outcome.told += told(by: announcement, outcome) }
                progress(ProgressEvent(environment: site.name, step: .announced(output: output)))
            case .failed(let failure, let output):
                failed.formUnion(announcement.identities)
                failures.append((failure, output, announcement))
            }
        }
        guard !failures.isEmpty else { return failed }
        let now = clock.now()
        let aftermath = await Aftermath.look(at: site, knowing: view.observed.store, now: now)
        outcome.failures += failures.map { failure, output, announcement in
            .hookFailed(
                failure,
                output: output,
                announcement,
                prepared.endings,
                aftermath,
                isRepeated: isRepeated(announcement, prepared),
                at: now,
                in: view.environment
            )
        }
        return failed
    }

    /// Whether scheduled runs repeat a command that failed: where no end is written, as long as an old key works.
    private func isRepeated(_ announcement: Announcement, _ prepared: PreparedChanges) -> Bool {
        guard view.observed.store.ending.isUnwritten else { return false }
        return announcement.identities.contains { index in
            !view.keys.states[index].older.isEmpty
                || prepared.endings.contains { $0.identity == index && $0.isRetirement }
        }
    }

    /// The current keys of the identities whose command succeeded.
    private func told(
        by announcement: Announcement,
        _ outcome: EnvironmentOutcome
    ) -> [(identity: String, key: Fingerprint)] {
        zip(announcement.identities, announcement.names).compactMap { index, name in
            let key = outcome.newKeys[name] ?? view.keys.states[index].current?.fingerprint
            return key.map { (name, $0) }
        }
    }

    /// Asks servers whether they accept the keys that are to replace others.
    ///
    /// - Returns: the identities whose server did not say so, by their place in the environment: their old keys stay.
    private func verify(
        _ prepared: PreparedChanges,
        except failed: Set<Int>,
        _ outcome: inout EnvironmentOutcome
    ) async -> Set<Int> {
        let replacements = Replacement.all(of: prepared, in: view, at: clock.now()).filter {
            !failed.contains($0.identity)
        }
        guard !replacements.isEmpty else { return [] }
        report(.verifying(identities: replacements.count))
        let identities = view.environment.identities
        var acceptance = Acceptance(prober: site.prober)
        if identities.contains(where: { !$0.logs.isEmpty }) {
            acceptance.marks = { [keySource] identity, place in
                let format = identities[identity].key.format
                return ProbeMarks(format, place: place) { keySource.makeKey(format) }
            }
        }
        let unproven = await acceptance.verdicts(on: replacements).filter { !$1.isAccepted }
        guard !unproven.isEmpty else { return [] }
        let aftermath = await Aftermath.look(at: site, knowing: view.observed.store, now: clock.now())
        outcome.failures += unproven.map { .verifyFailed($1, $0, aftermath, in: view.environment) }
        return Set(unproven.map(\.0.identity))
    }

    /// - Returns: the keys that are refused from now on, and what was in the key's column of their rows, where the profile's
    ///   `onEnd` asks for it.
    private func end(
        _ endings: [Ending],
        beside published: [String],
        _ outcome: inout EnvironmentOutcome,
        when isWanted: (Ending) -> Bool
    ) async throws -> (keys: [EndedKey], texts: [Fingerprint: [String]]) {
        let now = clock.now()
        let wanted = endings.filter(isWanted)
        let due = KeyEndings(wanted, at: now)
        guard !due.isEmpty else { return ([], [:]) }
        try await settleFiles(of: wanted, beside: published)
        report(.ending(keys: due.count))
        let ended = try await site.store.end(due, at: now)
        outcome.retired += ended.retired
        outcome.deactivated += ended.deactivated
        outcome.deleted += ended.deleted
        return (wanted.compactMap { $0.endedKey(in: view.environment) }, Ending.texts(of: wanted, in: ended.texts))
    }

    /// Reports the state of keys that were to be revoked, from the current rows.
    private func tellUnrevoked(_ outcome: inout EnvironmentOutcome) async {
        let urgent = plan.changes.filter { $0.reasons.contains(where: \.isUrgent) && $0.from != nil }
        guard !urgent.isEmpty else { return }
        let aftermath = await Aftermath.look(at: site, knowing: view.observed.store, now: clock.now())
        outcome.failures += urgent.compactMap { change in
            change.from.flatMap {
                .notRevoked(
                    $0,
                    change,
                    aftermath,
                    in: view,
                    needsSomebody: outcome.needsSomebody,
                    canEndFirst: mandate.revocation != nil && !mandate.endsFirst && !outcome.hasCommitted,
                    isAudited: outcome.isAudited
                )
            }
        }
    }

    /// Makes the fragments of identities whose keys are ended survive a loss of power, where not this run wrote them: one
    /// that died after its renames may not have synced them, and what came back would hold a key that has ended.
    private func settleFiles(of endings: [Ending], beside published: [String]) async throws(Diagnostic) {
        let identities = Set(endings.lazy.filter(\.concernsFragments).compactMap(\.identity))
        guard !identities.isEmpty else { return }
        let written = Set(published)
        let paths = site.layout.fragments.lazy
            .filter { !written.contains($0.path) && !identities.isDisjoint(with: $0.identities) }.map(\.path)
        try await site.folder.sync(Array(paths))
    }

    private func report(_ step: ProgressEvent.Step) {
        progress(ProgressEvent(environment: site.name, step: step))
    }
}

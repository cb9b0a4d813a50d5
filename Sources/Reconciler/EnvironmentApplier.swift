internal import Delivery
internal import Diagnostics
internal import Fragments
internal import Model
internal import Planning
internal import Stores

/// Carries out one environment's part of a plan, under its lock, in the order that never leaves a consumer in the dark
/// (promise 1): stage the files, commit the new keys, rename the files, and only then give the old keys their end.
struct EnvironmentApplier {
    let site: Site
    let view: EnvironmentView
    let plan: EnvironmentPlan
    let clock: any WallClock
    let keySource: any KeySource
    let interruption: Interruption
    let progress: ProgressListener

    func apply() async -> EnvironmentOutcome {
        var tally = Tally()
        do {
            try await apply(counting: &tally)
        } catch let failure as Diagnostic {
            return outcome(tally, failure)
        } catch let error as StoreError {
            return outcome(tally, error.diagnostic(for: site.layout.environment))
        } catch {
            return outcome(
                tally,
                StoreError.other(message: "an unexpected error").diagnostic(for: site.layout.environment)
            )
        }
        return outcome(tally, nil)
    }

    private struct Tally {
        var issued = 0
        var filesWritten = 0
        var retired = 0
        var swept = 0
    }

    private func apply(counting tally: inout Tally) async throws {
        tally.swept = try await site.folder.sweep(beside: site.layout.fragments.map(\.path))
        guard !plan.changes.isEmpty else { return }
        guard interruption.begin() else { throw Diagnostic.interrupted(site.name) }

        let now = clock.now()
        let prepared = try PreparedChanges(plan.changes, in: view, keySource: keySource, now: now)
        // Staged first: a full disk or a folder that cannot be written is met before any key is issued.
        let staged = try await site.folder.stage(prepared.files)
        do {
            try await issue(prepared, now: now)
        } catch {
            await site.folder.discard(staged)
            throw error
        }
        tally.issued = prepared.newKeys.count
        if staged.count > 0 {
            try await expectUntouched(prepared.files, staged)
            report(.delivering(files: staged.count))
            try await site.folder.publish(staged)
        }
        tally.filesWritten = staged.count
        tally.retired = try await retire(prepared)
    }

    /// What somebody saved since the files were read must not be lost: a dotenv file may be its user's own.
    private func expectUntouched(_ files: [FragmentFile], _ staged: StagedFiles) async throws(Diagnostic) {
        let paths = Set(files.map(\.path))
        let fragments = site.layout.fragments.filter { paths.contains($0.path) }
        let found = await site.folder.observe(fragments.map { FileRequest($0) }).files
        let read = view.observed.folder.files
        guard let changed = files.first(where: { found[$0.path] != read[$0.path] }) else { return }
        await site.folder.discard(staged)
        throw .fragmentChanged(changed.path, site.name)
    }

    private func issue(_ prepared: PreparedChanges, now: Instant) async throws(StoreError) {
        guard !prepared.newKeys.isEmpty else { return }
        report(.issuing(keys: prepared.newKeys.count))
        try await site.store.issue(prepared.newKeys, owners: prepared.owners, at: now)
    }

    private func retire(_ prepared: PreparedChanges) async throws(StoreError) -> Int {
        let now = clock.now()
        let ends = prepared.ends(retiredAt: now)
        guard !ends.isEmpty else { return 0 }
        report(.retiring(keys: ends.count))
        try await site.store.end(KeyEndings(ends: ends), at: now)
        return ends.count
    }

    private func report(_ step: ProgressEvent.Step) {
        progress(ProgressEvent(environment: site.name, step: step))
    }

    private func outcome(_ tally: Tally, _ failure: Diagnostic?) -> EnvironmentOutcome {
        EnvironmentOutcome(
            environment: site.name,
            issued: tally.issued,
            filesWritten: tally.filesWritten,
            retired: tally.retired,
            swept: tally.swept,
            failure: failure
        )
    }
}

extension Diagnostic {
    fileprivate static func fragmentChanged(_ path: String, _ environment: String) -> Diagnostic {
        Diagnostic(
            .error,
            ReconcilerCode.fragmentChanged,
            "\(environment): \(PlainText.line(path)) changed while the plan was carried out",
            detail: "No file was written; the old keys still work.",
            fix: "run again: it starts from what it finds",
            address: environment
        )
    }

    fileprivate static func interrupted(_ environment: String) -> Diagnostic {
        Diagnostic(
            .error,
            ReconcilerCode.interrupted,
            "\(environment): interrupted before anything was changed",
            fix: "run again",
            address: environment
        )
    }
}

import Model

/// What becomes of folders and databases by people's hands, where only fragments hold the texts of keys.
extension Simulation {
    /// Whoever asks for new keys has looked whether the folders are mounted.
    var areFoldersThere: Bool { environments.allSatisfy { $0.aside == nil } }

    /// The volume goes that fragments stand on.
    func unmount(_ environment: SimulatedEnvironment) {
        guard areFaultsOn, !environment.keepsTexts, environment.aside == nil else { return }
        guard active.isEmpty else {
            return events.add(.folderLeaves(environment: environment.index), at: now + random.seconds(60...3_600))
        }
        trace.add(now.microseconds, environment: environment.index, "folder is not mounted")
        environment.aside = environment.volume
        // Nothing is under a mount point: what a run wrote there once would be a second copy of the folder, which is reported
        // (`delivered-elsewhere`) and not prevented.
        show(SimulatedEnvironment.Volume(), in: environment)
        counts.unmounted += 1
        events.add(.folderReturns(environment: environment.index), at: now + random.seconds(3_600...20 * 86_400))
        events.add(.job, at: now + random.seconds(1...2 * 86_400))
    }

    /// A second machine has a copy of the folder, of now or of some days ago, and its runs come instead of the first one's
    /// for a while.
    func useCopy(of environment: SimulatedEnvironment) {
        guard areFaultsOn, !environment.keepsTexts, environment.aside == nil else { return }
        guard active.isEmpty, let copy = environment.copy else {
            if environment.copy == nil { environment.copy = environment.volume }
            return events.add(
                .folderIsCopied(environment: environment.index),
                at: now + random.seconds(3_600...10 * 86_400)
            )
        }
        trace.add(now.microseconds, environment: environment.index, "a second machine's copy of the folder is used")
        environment.aside = environment.volume
        environment.copy = nil
        environment.usesCopy = true
        show(copy, in: environment, endedMeanwhile: true)
        counts.copies += 1
        events.add(.folderReturns(environment: environment.index), at: now + random.seconds(3_600...20 * 86_400))
        events.add(.job, at: now + random.seconds(1...2 * 86_400))
    }

    /// What a file holds is excused but for keys that live on and on.
    private func excuseEnding(in environment: SimulatedEnvironment) {
        let lasting = Set(environment.rows.filter { $0.isAccepted(at: now) && $0.end == .max }.map(\.fingerprint))
        for path in environment.files.keys {
            for key in Set(environment.files[path]?.keys.values.map(\.self) ?? []).subtracting(lasting) {
                environment.files[path]?.excuse(holding: key)
            }
        }
    }

    func mount(_ environment: SimulatedEnvironment) {
        guard environment.aside != nil else { return }
        guard active.isEmpty else {
            return events.add(.folderReturns(environment: environment.index), at: now + random.seconds(60...3_600))
        }
        trace.add(now.microseconds, environment: environment.index, "folder is mounted")
        // What reached the end that it was born with was replaced by no one, since no one could; and a revocation without the
        // folder ends a key and issues none.
        for row in environment.rows + Array(environment.gone.values)
        where row.isEndedAsAsked || row.retirement == nil && row.end < now.microseconds {
            excuseFiles(holding: row.fingerprint, in: environment)
        }
        guard let volume = environment.aside else { return }
        environment.aside = nil
        if environment.usesCopy {
            // The second machine keeps its copy, and may come again.
            environment.copy = environment.volume
            environment.usesCopy = false
            show(volume, in: environment, endedMeanwhile: true)
        } else {
            show(volume, in: environment)
        }
    }

    /// `endedMeanwhile`: keys may have ended while another copy of the folder was worked on; no run could replace them here.
    private func show(
        _ volume: SimulatedEnvironment.Volume,
        in environment: SimulatedEnvironment,
        endedMeanwhile: Bool = false
    ) {
        let paths = Set(environment.files.keys).union(volume.files.keys)
        // What told that a key is shared may have gone with them.
        witnessed.subtract(environment.files.values.flatMap(\.keys.values))
        environment.volume = volume
        if endedMeanwhile {
            excuseEnding(in: environment)
            // What is an old key to one machine may be the current one to the other.
            environment.retries = [:]
        }
        environment.changes += 1
        environment.edits += 1
        environment.completionsSinceEdit = 0
        for path in paths.sorted() { fragmentChanged(path, in: environment) }
        checkFragments(in: environment)
    }

    /// A backup takes the place of the database: what was issued since is unknown to it.
    func restoreDatabase(of environment: SimulatedEnvironment) {
        guard areFaultsOn, !environment.keepsTexts, active.isEmpty, let rows = environment.backup else {
            environment.backup = environment.rows
            return
        }
        trace.add(now.microseconds, environment: environment.index, "database is restored")
        let kept = Set(rows.map(\.fingerprint))
        for key in kept { environment.gone[key] = nil }
        for row in environment.rows where !kept.contains(row.fingerprint) {
            excuseFiles(holding: row.fingerprint, in: environment)
        }
        environment.rows = rows
        for index in environment.rows.indices {
            // What ended since is live again, or is not by what was written since.
            environment.rows[index].retirement = nil
            excuseFiles(holding: rows[index].fingerprint, in: environment)
        }
        witnessed = []
        environment.changes += 1
        environment.edits += 1
        environment.completionsSinceEdit = 0
        checkFragments(in: environment)
        events.add(.job, at: now + random.seconds(1...2 * 86_400))
    }

    /// Someone tidies up what killed runs left.
    func loseLeftovers(in environment: SimulatedEnvironment) {
        guard areFaultsOn, active.isEmpty, !environment.temporaries.isEmpty else { return }
        trace.add(now.microseconds, environment: environment.index, "leftovers are lost")
        environment.temporaries = [:]
        environment.changes += 1
        environment.edits += 1
    }
}

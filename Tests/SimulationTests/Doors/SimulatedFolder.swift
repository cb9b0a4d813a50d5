import Delivery
import Diagnostics
import Fragments
import Model
import Stores

/// A run's view of a simulated output folder.
///
/// Each file that is staged and each rename is an effect of its own, and so is the sync that makes renames outlive a
/// power cut.
struct SimulatedFolder: OutputFolder {
    let environment: SimulatedEnvironment
    let run: Run
    let simulation: Simulation

    func observe(_ requests: [FileRequest], withLeftovers: Bool) async -> FolderObservation {
        let grant = await simulation.turn(run, environment.index, .readFolder)
        var files: [String: ObservedFile] = [:]
        for request in requests {
            if case .proceed = grant {
                files[request.path] =
                    environment.files[request.path].map { .file($0.content, attributesMatch: true) } ?? .missing
            } else {
                files[request.path] = .unknown
            }
        }
        var problems: [Diagnostic] = []
        var leftovers: [Leftover] = []
        if case .proceed = grant {
            if run.texts[environment.index] == nil {
                let found = withLeftovers ? environment.leftovers.map { SimulatedFile($0.content) } : []
                run.texts[environment.index] = texts(beside: found)
                run.evidence[environment.index] = evidence(beside: found)
            }
            if withLeftovers { leftovers = environment.leftovers }
        } else {
            problems = [Self.failure("cannot be read")]
        }
        var hindrances: [String: Diagnostic] = [:]
        for request in requests where environment.unmovable.contains(request.path) {
            hindrances[request.path] = Diagnostic(.error, DeliveryCode.mounted, "it is a mount point")
        }
        return FolderObservation(
            identity: environment.name,
            resolvedPath: "/deploy/\(environment.name)",
            files: files,
            hindrances: hindrances,
            leftovers: leftovers,
            problems: problems
        )
    }

    /// By variable.
    private func texts(beside leftovers: [SimulatedFile]) -> [String: Set<Fingerprint>] {
        var texts: [String: Set<Fingerprint>] = [:]
        for identity in run.declared.environments[environment.index] {
            for file in identity.files.compactMap({ environment.files[$0] }) + leftovers {
                if let key = file.keys[identity.variable] { texts[identity.variable, default: []].insert(key) }
            }
        }
        return texts
    }

    /// Every key in the fragments and beside them, also of an identity that is declared no more.
    private func evidence(beside leftovers: [SimulatedFile]) -> Set<Fingerprint> {
        let paths = Set(run.declared.environments[environment.index].flatMap(\.files))
        return Set((paths.compactMap { environment.files[$0] } + leftovers).flatMap(\.keys.values))
    }

    /// Costs no turn: nothing of a year depends on when it is read.
    func scan(besides paths: Set<String>, databases: [String]) async -> FileScan {
        FileScan(
            files: environment.handMade.sorted { $0.key < $1.key }.map {
                FileScan.File(path: $0.key, words: KeyScanner.fingerprints(in: $0.value))
            }
        )
    }

    /// What is left of fragments that no delivery names any more; costs no turn either.
    func scan(former folders: FormerFolders) async -> [FileScan.File] {
        environment.files.filter { !folders.paths.contains($0.key) }.sorted { $0.key < $1.key }.map { path, file in
            FileScan.File(
                path: "/deploy/\(environment.name)/\(path)",
                words: KeyScanner.fingerprints(in: file.content),
                isOurs: WrittenFile.isOurs(file.content),
                entries: WrittenFile.entries(of: file.content)
            )
        }
    }

    func sweep(beside paths: [String]) async throws(Diagnostic) -> Int {
        try await effect(.sweep) {
            let count = environment.temporaries.count
            environment.temporaries = [:]
            return count
        }
    }

    func remove(_ leftovers: [Leftover]) async throws(Diagnostic) {
        try await effect(.sweep) { for leftover in leftovers { environment.temporaries[leftover.path] = nil } }
    }

    func stage(_ files: [FragmentFile]) async throws(Diagnostic) -> StagedFiles {
        var staged: [StagedFiles.File] = []
        var removals: [String] = []
        do throws(Diagnostic) {
            for (index, file) in files.enumerated() {
                if environment.unmovable.contains(file.path), simulation.options.mutation != .seesNoHindrance {
                    throw Self.failure("it is a mount point")
                }
                guard let content = file.content else {
                    removals.append(file.path)
                    continue
                }
                let temporary = ".keyturn-\(run.number)-\(index).tmp"
                try await effect(.stage, torn: { write(content, temporary, isTorn: true) }) {
                    write(content, temporary, isTorn: false)
                }
                staged.append(StagedFiles.File(temporary: temporary, path: file.path))
            }
        } catch {
            // All or nothing, as the contract says.
            for file in staged where !run.isDead { environment.temporaries[file.temporary] = nil }
            throw error
        }
        return StagedFiles(files: staged, removals: removals)
    }

    private func write(_ content: Secret, _ temporary: String, isTorn: Bool) {
        run.writes += 1
        environment.temporaries[temporary] = .init(content: content, isTorn: isTorn, run: run.number)
        // Where a run lost its lock, another one stages after its last look.
        environment.changes += 1
        run.seen[environment.index, default: 0] += 1
    }

    func publish(_ staged: StagedFiles) async throws(Diagnostic) {
        try await rename(staged)
        try await effect(.sync) { environment.sync() }
    }

    func sync(_ paths: [String]) async throws(Diagnostic) {
        guard !paths.isEmpty else { return }
        try await effect(.sync) { environment.sync() }
    }

    func rename(_ staged: StagedFiles) async throws(Diagnostic) {
        for file in staged.files {
            if environment.unmovable.contains(file.path) { throw Self.failure("device or resource busy") }
            let isThere = try await effect(.rename) {
                guard let temporary = environment.temporaries.removeValue(forKey: file.temporary) else { return false }
                simulation.publish(temporary, at: file.path, by: run, in: environment)
                return true
            }
            // Swept by a run that had lost its lock and did not know yet.
            guard isThere else { throw Self.failure("no such file") }
        }
        for path in staged.removals {
            try await effect(.remove) { simulation.remove(path, by: run, in: environment) }
        }
    }

    /// What ``Mutation/writesInPlace`` does: a file that is cut off first, and then written.
    func overwrite(_ path: String, _ content: Secret) async throws(Diagnostic) {
        try await effect(.rename) {
            simulation.publish(
                .init(content: content, isTorn: true, run: run.number),
                at: path,
                by: run,
                in: environment
            )
        }
        try await effect(.rename) {
            simulation.publish(
                .init(content: content, isTorn: false, run: run.number),
                at: path,
                by: run,
                in: environment
            )
        }
    }

    func discard(_ staged: StagedFiles) async {
        guard (try? await effect(.discard) { true }) == true else { return }
        for file in staged.files { environment.temporaries[file.temporary] = nil }
    }

    private func effect<Value>(
        _ effect: Effect,
        torn: () -> Void = {},
        _ body: () -> Value
    ) async throws(Diagnostic) -> Value {
        switch await simulation.turn(run, environment.index, effect) {
        case .dead: throw Self.failure("killed")
        case .fail, .lost, .full: throw Self.failure("input/output error")
        case .lastBreath:
            _ = body()
            throw Self.failure("killed")
        case .torn:
            torn()
            throw Self.failure("killed")
        case .proceed:
            if effect == .stage, environment.isFull {
                run.isUndisturbed = false
                throw Self.failure("no space left")
            }
            return body()
        }
    }

    private static func failure(_ text: String) -> Diagnostic { Diagnostic(.error, DeliveryCode.write, text) }
}

import Synchronization
import Delivery
import Diagnostics
import Model
import Stores

/// An output folder in the simulated world.
///
/// Each rename and each removal is an effect of its own.
struct SimulatedFolder: OutputFolder {
    let environment: String
    let run: Int
    let world: SimulatedWorld

    func observe(_ requests: [FileRequest]) async -> FolderObservation {
        let files = world.state.withLock { $0.files[environment] ?? [:] }
        let observed = requests.map { request in
            (request.path, files[request.path].map { ObservedFile.file($0, attributesMatch: true) } ?? .missing)
        }
        return FolderObservation(
            identity: environment,
            resolvedPath: "/deploy/\(environment)",
            files: Dictionary(uniqueKeysWithValues: observed)
        )
    }

    func sweep(beside paths: [String]) async throws(Diagnostic) -> Int {
        try effect { state in
            let count = state.temporaries[environment]?.count ?? 0
            state.temporaries[environment] = nil
            return count
        }
    }

    func stage(_ files: [FragmentFile]) async throws(Diagnostic) -> StagedFiles {
        var staged: [StagedFiles.File] = []
        var removals: [String] = []
        for (index, file) in files.enumerated() {
            guard let content = file.content else {
                removals.append(file.path)
                continue
            }
            let temporary = "temporary-\(index)"
            try effect { state in state.temporaries[environment, default: [:]][temporary] = content }
            staged.append(StagedFiles.File(temporary: temporary, path: file.path))
        }
        return StagedFiles(files: staged, removals: removals)
    }

    func publish(_ staged: StagedFiles) async throws(Diagnostic) {
        for file in staged.files {
            try effect { state in
                state.files[environment, default: [:]][file.path] =
                    state.temporaries[environment]?.removeValue(forKey: file.temporary)
            }
        }
        for path in staged.removals { try effect { state in state.files[environment]?[path] = nil } }
    }

    func sync(_ paths: [String]) async throws(Diagnostic) { try effect { _ in } }

    func discard(_ staged: StagedFiles) async {
        for file in staged.files {
            try? effect { state in _ = state.temporaries[environment]?.removeValue(forKey: file.temporary) }
        }
    }

    private func effect<Value>(_ body: (inout SimulatedWorld.State) -> Value) throws(Diagnostic) -> Value {
        do throws(SimulatedWorld.EffectFailure) {
            return try world.effect(of: run) { state throws(StoreError) in body(&state) }
        } catch {
            throw Diagnostic(.error, DeliveryCode.write, "killed")
        }
    }
}

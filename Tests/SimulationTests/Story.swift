import Model
import Planning
import Reconciler

/// The seed's story, without anything that happens by chance: three environments with one key made by hand, live and
/// delivered in all of them.
extension Simulation {
    static let overlap = Duration.seconds(48 * 3_600)

    static func story() -> Simulation {
        let story = Simulation(seed: 1)
        story.environments = Declarations.names.enumerated().map { SimulatedEnvironment(name: $1, index: $0) }
        var backend = DeclaredIdentity.all[0]
        backend.rotation = Rotation(
            every: .seconds(30 * 86_400),
            overlap: overlap,
            expires: .seconds(90 * 86_400)
        )
        backend.files = ["api.env", "worker.env"]
        story.declarations.environments = story.environments.map { _ in [backend] }
        story.shareOneKey(age: 400 * Time.day)
        return story
    }

    /// One run of apply, as a process of its own, to its end.
    @discardableResult
    func apply(
        as mandate: Mandate = .everything,
        faults: [Int: Fault] = [:],
        aimed: [Effect: Fault] = [:]
    ) -> Run {
        let run = start(timeout: .zero, mandate)
        run.faults = faults
        run.aimed = aimed
        finishRuns()
        return run
    }

    /// One run of `revoke` of the current key of the story's identity, or of the key that is named.
    @discardableResult
    func revoke(_ key: Fingerprint, in environment: SimulatedEnvironment, faults: [Int: Fault] = [:]) -> Run {
        let mandate = Mandate(
            scope: .unattended,
            only: [Address(environment.name, declarations.environments[environment.index][0].name)],
            request: .revoke(Mandate.Revocation(fingerprint: key.hex, reason: "leaked"))
        )
        let run = start(timeout: .zero, only: environment.index, mandate)
        run.faults = faults
        finishRuns()
        return run
    }

    var temporaries: Int { environments.reduce(0) { $0 + $1.temporaries.count } }
}

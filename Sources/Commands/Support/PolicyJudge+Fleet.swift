internal import Fragments
internal import Model
internal import Planning
internal import Reconciler

extension PolicyJudge {
    /// What policy says of a fleet's declarations alone.
    static func declarations(_ fleet: Fleet, now: Instant) -> PolicyReport {
        declarations(
            fleet.policy,
            fleet.selected.map(\.environment),
            comparedWith: fleet.others.map(\.environment),
            now: now
        )
    }
}

internal import Model
internal import Planning
internal import State

/// A change with the place of its identity in the environment.
struct PlacedChange {
    let change: Change

    /// Nil if no identity declares what is changed.
    let identity: Int?

    /// Looks all of them up, once for a run.
    static func all(_ changes: [Change], in view: EnvironmentView) -> [PlacedChange] {
        let indexes = Dictionary(
            view.environment.identities.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        return changes.map { change in
            PlacedChange(change: change, identity: change.address.identity.flatMap { indexes[$0] })
        }
    }
}

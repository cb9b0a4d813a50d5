internal import Fragments
package import Model
package import State

/// An environment's view, with what its checks look up found in one pass, rather than again for each identity.
///
/// A class: the checks of every identity hold it, and a view is expensive to copy.
package final class EnvironmentIndex: Sendable {
    package let view: EnvironmentView

    /// The environment's, in its order.
    package let identities: [Identity]

    let surroundings: FragmentChecks.Surroundings

    /// The files of the environment, in the layout's order.
    private let files: [DeliveredFile]

    /// The places of the files of each identity, in the layout's order.
    private let places: [[Int]]

    private let owners: [OwnerID: Owner]

    /// Keys of the store that a server may accept; empty where no server is asked.
    let live: Set<Fingerprint>

    package init(
        _ view: EnvironmentView,
        _ surroundings: FragmentChecks.Surroundings = FragmentChecks.Surroundings(),
        now: Instant
    ) {
        self.view = view
        self.surroundings = surroundings
        identities = view.environment.identities
        files = view.observed.layout.fragments.indices.map { DeliveredFile(at: $0, in: view) }
        places = view.fragments
        owners = Dictionary(view.observed.store.owners.lazy.map { ($0.id, $0) }) { first, _ in first }
        var live: Set<Fingerprint> = []
        if identities.contains(where: { $0.probe != nil }) {
            for row in view.observed.store.keys where row.isLive(at: now) {
                live.insert(row.fingerprint)
                if let other = row.otherSpelling { live.insert(other) }
            }
        }
        self.live = live
    }

    /// The files that an identity is delivered to.
    func files(of identity: Int) -> [DeliveredFile] { places[identity].map { files[$0] } }

    /// Whether each of them holds the identity's current key.
    func standings(of identity: Int) -> [FragmentStanding] {
        places[identity].map { view.standing(of: identity, in: $0) }
    }

    /// What `keyturn apply` is called where it is the fix of an identity; something else where it may be the wrong store.
    func apply(_ identity: Int) -> String {
        view.doubts(identity)
            ? "do not apply: look at unknown-key-delivered, which keyturn plan explains"
            : "run keyturn apply -e \(view.name)"
    }

    /// An owner's row; nil if there is none.
    func owner(_ id: OwnerID) -> Owner? { owners[id] }

    /// When an old key stops working, and by whose doing.
    func ends(at end: Instant) -> String {
        view.observed.store.ending.isByKeyturn ? "keyturn ends it, from \(end.iso8601)" : end.iso8601
    }
}

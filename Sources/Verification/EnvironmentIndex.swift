internal import Fragments
package import Model
package import State

/// An environment's view, with what its checks look up found in one pass, rather than again for each identity.
///
/// A class: the checks of every identity hold it, and a view is expensive to copy.
package final class EnvironmentIndex: Sendable {
    package let view: EnvironmentView

    /// The places of the fragments of each identity, in the layout's order.
    private let fragments: [[Int]]

    private let owners: [OwnerID: Owner]

    /// Keys of the store that a server may accept.
    let live: Set<Fingerprint>

    package init(_ view: EnvironmentView, now: Instant) {
        self.view = view
        fragments = view.fragments
        owners = Dictionary(view.observed.store.owners.map { ($0.id, $0) }) { first, _ in first }
        let accepted = view.observed.store.keys.filter { $0.isLive(at: now) }
        live = Set(accepted.map(\.fingerprint) + accepted.compactMap(\.otherSpelling))
    }

    /// The fragments that an identity is delivered to, with what was found in each.
    func fragments(of identity: Int) -> [(fragment: Fragment, inspection: FragmentInspection)] {
        fragments[identity].map { (view.observed.layout.fragments[$0], view.inspections[$0]) }
    }

    /// Whether each of them holds the identity's current key.
    func standings(of identity: Int) -> [FragmentStanding] {
        fragments[identity].map { view.standing(of: identity, in: $0) }
    }

    /// What `keyturn apply` is called where it is the fix of an identity; something else where it may be the wrong store.
    func apply(_ identity: Int) -> String {
        view.doubts(identity)
            ? "do not apply: look at unknown-key-delivered, which keyturn plan explains" : "run keyturn apply"
    }

    /// An owner's row; nil if there is none.
    func owner(_ id: OwnerID) -> Owner? { owners[id] }

    /// When an old key stops working, and by whose doing.
    func ends(at end: Instant) -> String {
        view.observed.store.ending.isByKeyturn ? "keyturn ends it, from \(end.iso8601)" : end.iso8601
    }
}

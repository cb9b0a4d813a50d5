package import Model

/// Why a change is made: data for the renderers.
///
/// Nothing is decided by it.
package enum Reason: Hashable, Sendable {
    /// The identity has no rows at all, or only dead ones.
    case noLiveKey(dead: Int)

    /// The key is live or delivered in other environments too: who saw it in one knows it for all.
    case shared(with: [Place])

    /// The key is not of the declared format.
    case wrongFormat(KeyFormat)

    /// The key is older than its schedule allows; the age is nil where the row does not say.
    case due(age: Duration?, every: Duration)

    /// The key ends before its schedule would replace it.
    case ending(Instant)

    /// A newer key took its place.
    case superseded(by: Fingerprint)

    /// No fragment holds a key of the identity yet.
    case undelivered

    /// Fragments are not as they should be; what is wrong stands with each file.
    case outdatedFragments

    /// A stable name for programs that read plans.
    package var code: String {
        switch self {
        case .noLiveKey: "no-live-key"
        case .shared: "shared"
        case .wrongFormat: "wrong-format"
        case .due: "due"
        case .ending: "ending"
        case .superseded: "superseded"
        case .undelivered: "undelivered"
        case .outdatedFragments: "outdated-fragments"
        }
    }

    /// What every code means, for the reference.
    package static let explanations: [(code: String, meaning: String)] = [
        ("no-live-key", "The identity has no key that its store accepts."),
        ("shared", "The key is live or delivered in another environment too, so it is replaced in each of them."),
        ("wrong-format", "The key differs from the declared prefix, length or alphabet."),
        ("due", "The key is older than `rotation.every`."),
        ("ending", "The key ends within `rotation.overlap`."),
        ("superseded", "A newer key took its place."),
        ("undelivered", "A live key was found that no fragment holds yet."),
        ("outdated-fragments", "A fragment is missing, altered, or does not hold the current key."),
    ]
}

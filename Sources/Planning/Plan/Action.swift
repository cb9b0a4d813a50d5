/// What a change does.
///
/// The raw values are part of the plan's JSON format; a released one is not renamed.
package enum Action: String, Hashable, Sendable, Codable, CaseIterable {
    /// An identity without a live key gets one, and its owner's row where that is missing.
    case issue

    /// A live key that no one delivered yet is taken over as it is.
    case adopt

    /// The current key's time has come: a new one, and an end for the old one.
    case rotate

    /// The current key must not be used any longer: a new one, and an end for the old one.
    case replace

    /// Fragments are written; no row changes.
    case deliver

    /// A replaced key gets an expiry.
    case retire

    /// A key is ended at once, whoever uses it; the current one after a new one was delivered.
    case revoke

    /// What is not wanted any more goes: an absent identity, or a row that was kept for long enough.
    case remove

    /// The mark before a line of a plan.
    package var symbol: String {
        switch self {
        case .issue: "+"
        case .adopt: "="
        case .rotate: "~"
        case .replace: "!"
        case .deliver: ">"
        case .retire: "-"
        case .revoke: "X"
        case .remove: "x"
        }
    }

    /// For the reference.
    package var explanation: String {
        switch self {
        case .issue: "An identity without a live key gets one, and its owner's row where that is missing."
        case .adopt: "A live key that no fragment holds yet is delivered unchanged."
        case .rotate:
            "The current key is due: a new key is issued and delivered, and the old one gets an expiry."
        case .replace:
            "The current key must not stay in use: a new key is issued and delivered, and the old one gets an expiry."
        case .deliver: "Fragments are written; no row changes."
        case .retire: "A replaced key gets an expiry."
        case .revoke:
            "A key is deactivated at once. Where it is the current one, a new key is issued and delivered first."
        case .remove:
            "An absent identity's variables leave the fragments and its live keys are deactivated; or a row that ended "
                + "longer ago than `rotation.retain` is deleted."
        }
    }
}

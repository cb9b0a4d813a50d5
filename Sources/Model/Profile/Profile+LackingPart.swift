/// What a profile takes of every key, and an identity's own form of keys may lack.
package enum LackingPart: Hashable, Sendable {
    /// The fixed text in front, without which the key is digested.
    case prefix(String)
    /// A named piece, which is all that is digested.
    case piece(String)
    /// The row's id, which keys of this form have, or have not, unlike those of the profile.
    case rowID
}

extension Profile {
    /// The first part that keys of this form lack; nil where they can be kept.
    ///
    /// Pieces have their places in the profile's form alone.
    package func part(lackingIn form: KeyForm) -> LackingPart? {
        guard form != key else { return nil }
        if form.holdsRowID, !key.holdsRowID { return .rowID }
        for stored in [stored] + derived.map(\.form) {
            switch stored.of {
            case .key: continue
            case .afterPrefix: if !form.prefix.hasPrefix(key.prefix) { return .prefix(key.prefix) }
            case .piece(let name): return .piece(name)
            }
        }
        return nil
    }
}

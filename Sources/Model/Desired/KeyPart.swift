/// What of a key a place of a delivery holds.
package enum KeyPart: Hashable, Sendable {
    case secret

    /// What is beside the secret and is not one (``Profile/publicID``).
    case publicID
}

/// A secret of the application that is digested with every key.
///
/// Declared by the name of a variable; what it stands for is asked only where an environment chooses the profile.
package struct StoredPepper: Hashable, Sendable {
    /// Where the pepper goes.
    package enum Place: String, Hashable, Sendable, CaseIterable {
        case before, after
        /// It is the key of an HMAC.
        case key
    }

    /// As the profile has it: nothing but variables.
    package var variables: String
    package var place: Place

    /// Whether the hexadecimal SHA-256 of the pepper goes in instead of it.
    package var isHashed = false

    package init(variables: String, place: Place) {
        self.variables = variables
        self.place = place
    }
}

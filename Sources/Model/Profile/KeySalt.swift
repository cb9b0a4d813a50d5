/// Random characters that are digested with one key and stored beside it.
package struct KeySalt: Hashable, Sendable {
    /// What a salt is drawn from.
    package enum Encoding: String, Hashable, Sendable, CaseIterable {
        case alphanumeric, hex
    }

    /// Where the salt goes, for schemes that do not say.
    package enum Place: String, Hashable, Sendable, CaseIterable {
        case before, after
    }

    /// How many characters.
    package var length: Int
    package var encoding: Encoding

    /// Its column; nil where it is in the prefix of the stored form.
    package var column: String?

    /// Nil for a scheme that has a place for it.
    package var place: Place?

    package init(length: Int, encoding: Encoding) {
        self.length = length
        self.encoding = encoding
    }
}

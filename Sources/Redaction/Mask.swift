/// Stands where a secret would: of fixed width, so that its length tells nothing.
package enum Mask {
    /// The one text that every part of the program shows in a secret's place.
    package static let text = "••••••••"

    /// The same, letter by letter.
    package static let scalars = Array(text.unicodeScalars)
}

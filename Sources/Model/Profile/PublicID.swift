/// A public part next to the secret, such as a client's id.
package struct PublicID: Hashable, Sendable {
    package var column: String
    package var form: KeyPattern

    package init(column: String, form: KeyPattern) {
        self.column = column
        self.form = form
    }

    /// A public part whose characters follow from these random bytes.
    package func text(from random: [UInt8]) -> String {
        form.key(from: random).withBytes { String(decoding: $0, as: UTF8.self) }
    }
}

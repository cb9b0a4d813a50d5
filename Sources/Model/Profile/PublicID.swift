/// A public part next to the secret, such as a client's id.
package struct PublicID: Hashable, Sendable {
    package var column: String
    package var form: KeyPattern

    package init(column: String, form: KeyPattern) {
        self.column = column
        self.form = form
    }
}

/// A mustache template that a delivery names, with its text.
package struct Template: Hashable, Sendable {
    /// As messages name it.
    package let path: String
    package let text: String

    package init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}

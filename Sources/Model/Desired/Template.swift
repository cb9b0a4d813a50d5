/// A mustache template that a delivery names, with its text.
package struct Template: Hashable, Sendable {
    /// As messages name it.
    package let path: String
    package let text: String

    /// Nil if the configuration is in no repository.
    package let origin: Origin?

    package init(path: String, text: String, origin: Origin? = nil) {
        self.path = path
        self.text = text
        self.origin = origin
    }

    /// What templates call a key's public part.
    package static let publicID = "publicId"

    /// Where a template stands: links are resolved, since what is read is what they lead to.
    package struct Origin: Hashable, Sendable {
        /// The folder that holds `.git`, absolute.
        package let repository: String

        /// Relative to the repository.
        package let file: String

        package init(repository: String, file: String) {
            self.repository = repository
            self.file = file
        }
    }
}

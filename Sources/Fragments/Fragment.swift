package import Model

/// One file that Keyturn writes for consumers, and the deliveries that meet in it.
package struct Fragment: Sendable {
    /// Relative to the output folder, with `/` between its parts.
    package let path: String
    package let attributes: FileAttributes
    package let kind: Kind

    /// What makes up the file. Every `identity` is an index into the environment's `identities`.
    package enum Kind: Sendable {
        /// ``Delivery/composeFile``, with services and their variables in order.
        case compose([ComposeEntry])
        case dotenv([DotenvEntry])
        case secret(identity: Int)
        case template(Template, identity: Int)
    }

    package struct ComposeEntry: Sendable, Hashable {
        package let identity: Int
        package let service: String
        package let variable: String
        /// The secret whose mounted path the variable holds; nil where the variable holds the key itself.
        package let secret: String?
    }

    package struct DotenvEntry: Sendable, Hashable {
        package let identity: Int
        package let variable: String
    }
}

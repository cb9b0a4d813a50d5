package import Model

/// One file that Keyturn writes for consumers, and the deliveries that meet in it.
package final class Fragment: Sendable {
    /// Relative to the output folder, with `/` between its parts; no part is empty, `.` or `..`.
    package let path: String

    /// What the file must have.
    ///
    /// The mode is always set for files that are wholly ours: ``FileAttributes/defaultMode``
    /// where none is declared. It is nil for a dotenv file without a declared mode, because users may own that file, and
    /// theirs keeps the mode that it has; when a dotenv file is created it gets the default all the same.
    package let attributes: FileAttributes

    package let kind: Kind

    /// The identities whose keys are in the file, ascending, each once: indices into the environment's `identities`.
    package let identities: [Int]

    /// What makes up the file.
    ///
    /// Every `identity` is an index into the environment's `identities`.
    package enum Kind: Sendable {
        /// ``Delivery/composeFile``, ordered by service, then by variable.
        case compose([ComposeEntry])
        /// Ordered by variable.
        case dotenv([DotenvEntry])
        case secret(identity: Int)
        case template(Template, identity: Int)
    }

    package struct ComposeEntry: Sendable, Hashable {
        package let identity: Int
        package let service: String
        package let variable: String
        /// The secret whose mounted path the variable holds; nil if the variable holds the key itself.
        package let secret: String?
        /// What the variable holds of the key, where it holds any of it.
        package let part: KeyPart

        package init(
            identity: Int,
            service: String,
            variable: String,
            secret: String? = nil,
            part: KeyPart = .secret
        ) {
            self.identity = identity
            self.service = service
            self.variable = variable
            self.secret = secret
            self.part = part
        }
    }

    package struct DotenvEntry: Sendable, Hashable {
        package let identity: Int
        package let variable: String
        /// What the variable holds of the key.
        package let part: KeyPart

        package init(identity: Int, variable: String, part: KeyPart = .secret) {
            self.identity = identity
            self.variable = variable
            self.part = part
        }
    }

    package init(path: String, attributes: FileAttributes, kind: Kind) {
        self.path = path
        self.attributes = attributes
        self.kind = kind
        identities =
            switch kind {
            case .compose(let entries): Set(entries.map(\.identity)).sorted()
            case .dotenv(let entries): Set(entries.map(\.identity)).sorted()
            case .secret(let identity), .template(_, let identity): [identity]
            }
    }
}

package import Diagnostics

/// One way in which an identity's current key reaches a consumer: one entry of `deliver`.
package struct Delivery: Sendable {
    /// What is written and where.
    package enum Target: Hashable, Sendable {
        /// An environment variable of a service, in ``composeFile``.
        case compose(service: String, variable: String)

        /// A variable in a dotenv file: a file of Keyturn's, or one variable in a file that users own.
        case dotenv(file: String, variable: String)

        /// A file with nothing but the key, mounted by compose under `/run/secrets`, its path in the variable.
        ///
        /// Apart, as a template is: else each of the others would take as much memory.
        indirect case secret(name: String, service: String, variable: String)

        /// Any text, from a mustache template.
        indirect case template(Template, file: String)
    }

    package let target: Target

    /// Apart, since most deliveries declare none of it, and thousands of them are in memory at once.
    private let options: Options?

    /// Where the entry stands.
    package let location: SourceLocation

    package init(
        target: Target,
        publicVariable: String? = nil,
        attributes: FileAttributes = FileAttributes(),
        location: SourceLocation
    ) {
        self.target = target
        options = Options(publicVariable: publicVariable, attributes: attributes)
        self.location = location
    }

    /// The variable beside the target's that gets the key's public part; nil for none.
    ///
    /// Of `compose` and `dotenv` deliveries alone, where the profile has a ``Profile/publicID``.
    package var publicVariable: String? { options?.publicVariable }

    /// Who may read the file.
    package var attributes: FileAttributes { options?.attributes ?? FileAttributes() }

    /// The compose override that carries every `compose` and `secret` delivery of an environment.
    package static let composeFile = "compose.keyturn.yaml"

    /// The folder, inside the output folder, of the files that `secret` deliveries write.
    package static let secretFolder = "secrets"

    /// The file that the delivery writes, relative to the output folder, with `/` between its parts.
    ///
    /// For a secret it is the secret's own file; the stanza in ``composeFile`` is written besides.
    package var file: String {
        switch target {
        case .compose: Self.composeFile
        case .dotenv(let file, _): file
        case .secret(let name, _, _): "\(Self.secretFolder)/\(name)"
        case .template(_, let file): file
        }
    }
}

extension Delivery {
    /// What an entry of `deliver` may say besides what is written where.
    private final class Options: Sendable {
        let publicVariable: String?
        let attributes: FileAttributes

        init?(publicVariable: String?, attributes: FileAttributes) {
            guard publicVariable != nil || attributes != FileAttributes() else { return nil }
            self.publicVariable = publicVariable
            self.attributes = attributes
        }
    }

    /// Whether a key's public part reaches a consumer by it, where there is one.
    package var holdsPublicID: Bool {
        if case .template(let template, _) = target { return template.text.contains(Template.publicID) }
        return publicVariable != nil
    }
}

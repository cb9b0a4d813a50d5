package import Model

/// Tells a file that Keyturn wrote from any other, and what is in it, with nothing known but its bytes.
package enum WrittenFile {
    /// Whether the first line is our header, as that of every compose override and dotenv file of Keyturn's.
    package static func isOurs(_ content: Secret) -> Bool { DotenvFile.isOurs(content) }

    /// The entries of a file with our header; empty for any other.
    package static func entries(of content: Secret) -> [FragmentEntry] {
        guard isOurs(content) else { return [] }
        let compose = CarriedCompose(content, except: [], nil).entries
        return compose.isEmpty ? CarriedDotenv(content, except: []).entries : compose
    }
}

/// An entry that Keyturn once wrote into a file: a variable, and what is in it.
package struct FragmentEntry: Hashable, Sendable, Codable {
    /// The service of a compose override; nil for a variable of a dotenv file.
    package let service: String?
    package let variable: String

    /// The secret whose mounted path the variable holds; nil if it holds the key itself.
    package let secret: String?

    /// Of the key in it; nil if it holds none, or a path.
    package let fingerprint: Fingerprint?

    /// The identity that a label of the service names beside this key; nil for none.
    package let identity: String?

    package init(
        service: String? = nil,
        variable: String,
        secret: String? = nil,
        fingerprint: Fingerprint?,
        identity: String? = nil
    ) {
        self.service = service
        self.variable = variable
        self.secret = secret
        self.fingerprint = fingerprint
        self.identity = identity
    }
}

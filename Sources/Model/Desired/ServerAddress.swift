/// A further address of an identity's server (`verify.mustRefuse`), which no one may use without a key.
package struct ServerAddress: Hashable, Sendable, Codable {
    /// `/tools/call`, with its query, on the host and port of the probe.
    package let path: String
    package let method: String

    /// Sent as JSON; nil for none.
    package let body: String?

    package init(path: String, method: String, body: String? = nil) {
        self.path = path
        self.method = method
        self.body = body
    }
}

package import Model

/// What came of one request to a server.
package enum ProbeAnswer: Sendable {
    case answered(Answer)

    /// No answer came: a clause without secrets, such as `Connection refused`, and how to fix it where that is known.
    case none(String, fix: String? = nil)

    /// Nothing was sent, whatever the server does: why.
    case unsent(String)

    package struct Answer: Sendable {
        package let status: Int

        /// By name in lower case; several of one name are joined by commas.
        package let headers: [String: String]

        /// The beginning of the body, which may repeat the key that was sent.
        package let body: Secret

        package init(status: Int, headers: [String: String], body: Secret) {
            self.status = status
            self.headers = headers
            self.body = body
        }
    }
}

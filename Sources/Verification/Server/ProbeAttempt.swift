package import Model

/// One request to a server: what is presented to it.
package struct ProbeAttempt: Sendable {
    /// Sent as the probe's credential; nil for a request without any.
    package let key: Secret?

    /// Sent besides, by name.
    package let headers: [String: String]

    /// Added to the query of the address; nil for nothing.
    package let query: String?

    /// Asked instead of the probe's own; nil for that.
    package let address: ServerAddress?

    package init(
        key: Secret?,
        headers: [String: String] = [:],
        query: String? = nil,
        address: ServerAddress? = nil
    ) {
        self.key = key
        self.headers = headers
        self.query = query
        self.address = address
    }
}

package import Model

/// One request to a server: what is presented to it.
package struct ProbeAttempt: Sendable {
    /// Sent as the probe's credential; nil for a request without any.
    package let key: Secret?

    /// Sent besides, by name.
    package let headers: [String: String]

    package init(key: Secret?, headers: [String: String] = [:]) {
        self.key = key
        self.headers = headers
    }
}

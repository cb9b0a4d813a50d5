internal import Model

/// One HTTP request: what is sent where, and how long an answer is waited for.
struct HTTPQuestion: Sendable {
    /// `http://…` or `https://…`.
    let url: String
    var method = "GET"

    /// In this order; a value that is empty is sent as such.
    var headers: [Header] = []

    /// Sent as it is; nil for none.
    var body: Secret?

    /// A Unix socket to connect to instead of the host of the URL.
    var socket: String?

    /// A file of certificates (PEM) that the server's must come from; nil for those that this machine trusts.
    var authority: String?

    /// How long the head of the answer is waited for, and the body with it where ``patience`` is nil.
    let timeout: Duration

    /// How long the body is waited for once the head is there: streams never end, and some never begin.
    ///
    /// What came until then counts, also where the connection breaks. Nil if an answer counts only as a whole.
    var patience: Duration?

    /// A header line; its value may be a key.
    struct Header: Sendable {
        let name: String
        let value: Secret

        init(_ name: String, _ value: Secret) { (self.name, self.value) = (name, value) }

        init(_ name: String, _ value: String) { self.init(name, Secret(text: value)) }
    }

    /// Whether every header is one line of visible text: a line break in one would be another header.
    var isSendable: Bool {
        headers.allSatisfy { header in
            !header.name.isEmpty && header.name.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != 0x3a }
                && header.value.withBytes { $0.allSatisfy { $0 >= 0x20 && $0 != 0x7f } }
        }
    }
}

/// The head of an answer.
struct HTTPReply: Sendable {
    let status: Int

    /// Names in lower case, in the order in which they came.
    let headers: [(name: String, value: String)]
}

/// How an identity's server is asked whether it accepts a key (`verify`).
package struct ServerProbe: Hashable, Sendable, Codable {
    /// `http://…` or `https://…`, without user, password and fragment.
    package let url: String

    package let credential: Credential

    /// Headers that name someone, which the server must not take for a key.
    package let bypassHeaders: [String]

    /// Queries that name someone, such as `user_id=anyone`, which the server must not take for a key.
    package let bypassQueries: [String]

    /// Further addresses that must refuse whoever has no key.
    package let mustRefuse: [ServerAddress]

    /// A file of certificates (PEM) that the server's must come from, by absolute path; nil for those that this machine trusts.
    package let authority: String?

    /// What an answer to an accepted request looks like.
    package let accepted: AnswerCondition

    /// What an answer to a refused request looks like.
    ///
    /// An answer that meets neither condition, or both, tells nothing.
    package let refused: AnswerCondition

    /// How long one request may take until the beginning of its answer's body.
    package let timeout: Duration

    /// How a key is sent.
    package enum Credential: Hashable, Sendable, Codable {
        /// As the value of this header.
        case header(String)
        /// As `Authorization: Bearer KEY`.
        case bearer
    }

    package static let defaultTimeout = Duration.seconds(10)

    package init(
        url: String,
        credential: Credential,
        bypassHeaders: [String] = [],
        bypassQueries: [String] = [],
        mustRefuse: [ServerAddress] = [],
        authority: String? = nil,
        accepted: AnswerCondition = .acceptedByDefault,
        refused: AnswerCondition = .refusedByDefault,
        timeout: Duration = defaultTimeout
    ) {
        self.url = url
        self.credential = credential
        self.bypassHeaders = bypassHeaders
        self.bypassQueries = bypassQueries
        self.mustRefuse = mustRefuse
        self.authority = authority
        self.accepted = accepted
        self.refused = refused
        self.timeout = timeout
    }
}

/// What an HTTP answer must look like; what is empty asks for nothing.
///
/// Alternatives of which one suffices, so that a server with two ways of refusing can be described.
package struct AnswerCondition: Hashable, Sendable, Codable {
    package let alternatives: [Alternative]

    package struct Alternative: Hashable, Sendable, Codable {
        /// Any of these status codes.
        package let statuses: [ClosedRange<Int>]

        /// All of these headers, by lower-case name; the value contains the text, in any case.
        package let headers: [String: String]

        /// Any of these texts in the beginning of the body.
        package let body: [String]

        package init(statuses: [ClosedRange<Int>] = [], headers: [String: String] = [:], body: [String] = []) {
            self.statuses = statuses
            self.headers = headers
            self.body = body
        }
    }

    package init(_ alternatives: [Alternative]) { self.alternatives = alternatives }

    package static let acceptedByDefault = AnswerCondition([Alternative(statuses: [200...299])])

    /// 401 and 403; and servers whose refusal is an error of theirs with the code in its body.
    package static let refusedByDefault = AnswerCondition([
        Alternative(statuses: [401...401, 403...403]),
        Alternative(statuses: [500...500], body: ["401", "403"]),
    ])
}

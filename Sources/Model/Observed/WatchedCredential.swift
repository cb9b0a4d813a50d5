package import Diagnostics

/// A secret that others issue and that environments must not share (`watch`), by fingerprint alone.
///
/// Keyturn never writes it.
package struct WatchedCredential: Hashable, Sendable, Codable {
    package internal(set) var source: Source

    /// Of what others chose: none of its digits is shown.
    package let fingerprint: Fingerprint

    /// When it was set, as far as the column that is named for it, or the file, says; nil if nothing says it.
    package let since: Instant?

    /// The age from which on it is reported; nil for never.
    package let maxAge: Duration?

    /// Where the entry of `watch` stands.
    package let location: SourceLocation

    package enum Source: Hashable, Sendable, Codable {
        /// A column of one row; the labels are what says that row to people, in the declared order.
        case column(table: String, column: String, labels: [String])

        /// A variable in a dotenv file, by its path as it is declared.
        case variable(file: String, name: String)
    }

    package init(
        source: Source,
        fingerprint: Fingerprint,
        since: Instant? = nil,
        maxAge: Duration? = nil,
        location: SourceLocation
    ) {
        self.source = source
        self.fingerprint = fingerprint.guessable
        self.since = since
        self.maxAge = maxAge
        self.location = location
    }
}

extension WatchedCredential {
    /// What a row's labels say; empty for a file's variable.
    package var labels: [String] {
        if case .column(_, _, let labels) = source { labels } else { [] }
    }

    /// The same with other words in the place of its labels.
    package func mapLabels(_ transform: (String) -> String) -> WatchedCredential {
        guard case .column(let table, let column, let labels) = source, !labels.isEmpty else { return self }
        var credential = self
        credential.source = .column(table: table, column: column, labels: labels.map(transform))
        return credential
    }

    /// How old it is; nil if that is not known.
    ///
    /// A date further ahead than any time zone explains is not believed, as with keys.
    package func age(at now: Instant) -> Duration? {
        guard let since, since - now <= KeyRow.largestZoneDifference else { return nil }
        return max(.zero, now - since)
    }
}

extension WatchedCredential.Source: CustomStringConvertible {
    /// `pm_provider_connections.api_token (Jira Cloud, JIRA)`, `../legacy/.env JIRA_API_TOKEN`.
    package var description: String {
        switch self {
        case .column(let table, let column, let labels):
            let named = labels.isEmpty ? "" : " (\(labels.map(PlainText.line).joined(separator: ", ")))"
            return PlainText.line("\(table).\(column)") + named
        case .variable(let file, let name): return PlainText.line("\(file) \(name)")
        }
    }
}

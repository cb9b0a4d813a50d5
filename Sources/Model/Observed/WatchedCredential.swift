package import Diagnostics

/// A secret that others issue and that environments must not share (`watch`), by fingerprint alone.
///
/// Keyturn never writes it.
package struct WatchedCredential: Hashable, Sendable {
    package let source: Source
    package let fingerprint: Fingerprint

    /// When it was set, as far as the column that is named for it says; nil where none is, or it is NULL.
    package let since: Instant?

    /// Where the entry of `watch` stands.
    package let location: SourceLocation

    package enum Source: Hashable, Sendable, Codable {
        /// A column of one row; the labels are what tells that row to people, in the declared order.
        case column(table: String, column: String, labels: [String])

        /// A variable in a dotenv file, by its path as it is declared.
        case variable(file: String, name: String)
    }

    package init(source: Source, fingerprint: Fingerprint, since: Instant? = nil, location: SourceLocation) {
        self.source = source
        self.fingerprint = fingerprint
        self.since = since
        self.location = location
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

/// SHA-256 of a text, made by the server, so that the text does not leave it.
enum PostgreSQLDigest {
    /// In UTF-8, whatever the database's encoding is; a database in SQL_ASCII has no encoding, and its bytes are taken as
    /// they are.
    static func sha256(_ text: String) -> String {
        "sha256(convert_to(\(text)::text, \(PostgreSQLSettings.encoding)))"
    }
}

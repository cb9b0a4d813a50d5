internal import Redaction

/// SHA-256 of a text, made by the server, so that the text does not leave it.
enum PostgreSQLDigest {
    /// In UTF-8, whatever the database's encoding is; a database in SQL_ASCII has no encoding, and its bytes are taken as
    /// they are.
    static func sha256(_ text: String) -> String {
        "sha256(convert_to(\(text)::text, \(PostgreSQLSettings.encoding)))"
    }

    /// ``sha256(_:)`` with a byte after it: 1 where the text could be guessed, else 0.
    ///
    /// The rule of `Secret.isGuessable` as far as a server can tell it at little cost: too short, too few different
    /// characters, a run of neighbours, or words and numbers that are too seldom mixed.
    static func marked(_ text: String) -> String {
        let text = "(\(text)::text COLLATE \"C\")"
        return """
            \(sha256(text)) || CASE
                WHEN length(\(text)) >= \(KeyWord.shortest) AND \(text) !~ '\(neighbours)' AND translate(\(text), left(\(text), 7), '') <> ''
                    AND CASE WHEN length(\(text)) < 32 THEN \(text) ~ '\(mixed(5))'
                        WHEN length(\(text)) < 72 THEN \(text) ~ '\(mixed(8))' ELSE \(text) ~ '\(mixed(12))' END
                THEN '\\x00'::bytea ELSE '\\x01'::bytea END
            """
    }

    /// The beginnings of the rows that people type.
    private static let neighbours = "12345|abcde|ABCDE"

    /// As many changes between digits, capitals and small letters.
    private static func mixed(_ changes: Int) -> String {
        "(([a-z][A-Z0-9]|[A-Z][a-z0-9]|[0-9][A-Za-z]).*){\(changes)}"
    }
}

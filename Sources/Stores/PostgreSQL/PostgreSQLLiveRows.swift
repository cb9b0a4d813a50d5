/// What is live, as a number of rows and a sum of their hashes, made by the server.
struct PostgreSQLLiveRows: Equatable {
    private let count: Int64?
    private let hashes: String?

    /// SQL for a hash of what makes a row what it is.
    ///
    /// A record's own text, which quotes each field, takes twice as long. Two control characters stand between fields, and for
    /// one that is null. Letter by letter: the columns may have collations that do not go together.
    static func hash(_ fields: [String]) -> String {
        let texts = fields.map { "coalesce((\($0))::text, E'\\x1e')" }
        return "hashtextextended(concat_ws(E'\\x1f', \(texts.joined(separator: ", "))) COLLATE \"C\", 0)"
    }

    init(_ result: PostgreSQLResult?) {
        count = result?.integer(0, 0, as: Int64.self)
        hashes = result?.text(0, 1)
    }
}

/// What is live, as a number of rows and a sum of their hashes, made by the server.
struct PostgreSQLLiveRows: Equatable {
    private let count: Int64?
    private let hashes: String?

    init(_ result: PostgreSQLResult?) {
        count = result?.integer(0, 0, as: Int64.self)
        hashes = result?.text(0, 1)
    }
}

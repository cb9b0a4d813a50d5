internal import Dispatch
internal import Foundation
internal import Model

/// The key table of a real database, whose calls block, one at a time.
protocol KeyTable {
    /// The row that has exactly this key.
    func row(of key: String) throws -> KeyRow?

    /// Sets `last_used_at`.
    func use(_ row: KeyRow, at moment: Instant) throws
}

struct DatabaseFailure: Error, CustomStringConvertible {
    let description: String
}

/// Asks the table on a thread of its own, one request after the other: a row that is locked stalls all, as it does the
/// seed's server.
final class KeyTableQueue: Sendable {
    private let queue = DispatchQueue(label: "reference-server.database")
    nonisolated(unsafe) private let table: any KeyTable

    init(_ database: DatabaseURL) {
        table =
            switch database {
            case .postgresql(let url): PostgreSQLKeyTable(url)
            case .sqlite(let path): SQLiteKeyTable(path)
            }
    }

    func run<Value: Sendable>(_ work: @escaping @Sendable (any KeyTable) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work(self.table) }) }
        }
    }
}

extension Instant {
    static var current: Instant { Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }

    /// A column's text; one without a zone is UTC.
    init?(column text: String?) throws {
        guard let text else { return nil }
        guard let instant = Instant(text: text) else { throw DatabaseFailure(description: "no time: \(text)") }
        self = instant
    }
}

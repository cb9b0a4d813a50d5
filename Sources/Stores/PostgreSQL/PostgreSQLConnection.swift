internal import CLibPQ
internal import Model

/// One connection of libpq, and the few ways in which statements go over it.
///
/// Nothing is set for the session: behind a PgBouncer that pools transactions, a session's settings would reach
/// somebody else, and settings in the start-up packet are refused. What a transaction needs, it sets for itself
/// (``PostgreSQLSettings``).
final class PostgreSQLConnection {
    let pointer: OpaquePointer
    let scrub: MessageScrubber

    /// Takes over an open connection.
    init(_ pointer: OpaquePointer, scrub: MessageScrubber) {
        self.pointer = pointer
        self.scrub = scrub
    }

    deinit { PQfinish(pointer) }

    var isAlive: Bool { PQstatus(pointer) == CONNECTION_OK }

    /// The server's version as libpq counts: 150018 for 15.18.
    var serverVersion: Int32 { PQserverVersion(pointer) }

    /// Runs statements without parameters, separated by semicolons, in one round trip.
    ///
    /// - Returns: the reply to each.
    @discardableResult
    func run(_ script: String) throws(PostgreSQLFailure) -> [PostgreSQLResult] {
        guard PQsendQuery(pointer, script) == 1 else { throw lost() }
        return try replies()
    }

    /// Runs statements with parameters in one round trip; replies come in binary format.
    ///
    /// After the first that fails the others are skipped.
    @discardableResult
    func pipeline(
        _ statements: [(sql: String, parameters: [PostgreSQLParameter])]
    ) throws(PostgreSQLFailure) -> [PostgreSQLResult] {
        guard PQenterPipelineMode(pointer) == 1 else { throw lost() }
        for (sql, parameters) in statements {
            guard send(sql, parameters) else { throw lost() }
        }
        guard PQpipelineSync(pointer) == 1 else { throw lost() }
        var results: [PostgreSQLResult] = []
        var failure: PostgreSQLFailure?
        var isSynced = false
        var hasEnded = false
        while !isSynced {
            guard let reply = PQgetResult(pointer) else {
                // Nil ends each statement's replies; twice in a row there is nothing to come any more.
                guard isAlive, !hasEnded else { throw lost() }
                hasEnded = true
                continue
            }
            hasEnded = false
            let result = PostgreSQLResult(reply)
            switch result.status {
            case PGRES_PIPELINE_SYNC: isSynced = true
            case PGRES_PIPELINE_ABORTED: break
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK: results.append(result)
            default:
                failure = failure ?? self.failure(result)
                // Made by libpq itself, which may call the connection alive and never reach the end of the pipeline.
                if case .connectionLost? = failure, let failure { throw failure }
            }
        }
        guard PQexitPipelineMode(pointer) == 1 else { throw lost() }
        if let failure { throw failure }
        return results
    }

    /// Sends rows by a `COPY … FROM STDIN`.
    @discardableResult
    func copy(_ statement: String, _ data: Secret) throws(PostgreSQLFailure) -> [PostgreSQLResult] {
        guard PQsendQuery(pointer, statement) == 1, let first = PQgetResult(pointer) else { throw lost() }
        let start = PostgreSQLResult(first)
        guard start.status == PGRES_COPY_IN else {
            try drain()
            throw failure(start)
        }
        let isSent = data.withBytes { bytes in
            // libpq copies what it is given into its own buffer: pieces keep that one small.
            stride(from: 0, to: bytes.count, by: 65_536).allSatisfy { offset in
                let piece = bytes[offset..<min(offset + 65_536, bytes.count)]
                return UnsafeRawBufferPointer(rebasing: piece).withMemoryRebound(to: CChar.self) {
                    PQputCopyData(pointer, $0.baseAddress, Int32($0.count)) == 1
                }
            }
        }
        guard isSent, PQputCopyEnd(pointer, nil) == 1 else { throw lost() }
        return try replies()
    }

    /// Leaves a transaction that failed.
    ///
    /// Errors are of no interest: a connection that cannot do this is of no use.
    func rollBack() {
        if PQtransactionStatus(pointer) != PQTRANS_IDLE { _ = try? run("ROLLBACK") }
    }

    private func send(_ sql: String, _ parameters: [PostgreSQLParameter]) -> Bool {
        let types = parameters.map(\.type)
        let lengths = parameters.map { Int32($0.bytes.count) }
        let formats = [Int32](repeating: 1, count: parameters.count)
        let values: [UnsafePointer<CChar>?] = parameters.map { parameter in
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: parameter.bytes.count, alignment: 1)
            copy.copyBytes(from: parameter.bytes)
            return copy.baseAddress.map { UnsafePointer($0.assumingMemoryBound(to: CChar.self)) }
        }
        defer { for value in values { UnsafeMutableRawPointer(mutating: value)?.deallocate() } }
        return PQsendQueryParams(pointer, sql, Int32(parameters.count), types, values, lengths, formats, 1) == 1
    }

    private func replies() throws(PostgreSQLFailure) -> [PostgreSQLResult] {
        var results: [PostgreSQLResult] = []
        var failure: PostgreSQLFailure?
        while let reply = PQgetResult(pointer) {
            let result = PostgreSQLResult(reply)
            switch result.status {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK: results.append(result)
            // A COPY that broke off: libpq would say so for ever.
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH: throw lost()
            default: failure = failure ?? self.failure(result)
            }
        }
        if let failure { throw failure }
        guard isAlive else { throw lost() }
        return results
    }

    private func drain() throws(PostgreSQLFailure) {
        while let reply = PQgetResult(pointer) {
            let status = PQresultStatus(reply)
            PQclear(reply)
            if [PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH].contains(status) { throw lost() }
        }
    }

    /// A report without SQLSTATE was made by libpq itself: the connection broke.
    private func failure(_ result: PostgreSQLResult) -> PostgreSQLFailure {
        let report = PostgreSQLFailure.Report(result, scrub: scrub)
        if report.sqlState.isEmpty { return lost() }
        if report.isFatal || !isAlive { return .connectionLost(message: report.message) }
        return .server(report)
    }

    private func lost() -> PostgreSQLFailure {
        .connectionLost(message: scrub(String(cString: PQerrorMessage(pointer))))
    }
}

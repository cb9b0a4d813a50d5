internal import CLibPQ
internal import Model

/// One connection of libpq, and the few ways in which statements go over it.
///
/// Nothing is set for the session: behind a PgBouncer that pools transactions, a session's settings would reach
/// someone else, and settings in the start-up packet are refused. What a transaction needs, it sets for itself
/// (``PostgreSQLSettings``).
final class PostgreSQLConnection {
    let pointer: OpaquePointer
    let scrub: MessageScrubber

    /// How long the server may say nothing.
    let silence: Duration

    /// How long it may say nothing now: longer where it was asked to wait for something.
    private(set) var patience: Duration

    /// Whether the role may use PL/pgSQL; nil where that was not asked yet.
    var mayUseBlocks: Bool?

    /// Whether it was waited for in vain: nothing more is asked.
    var isGivenUp = false

    /// Takes over an open connection.
    init(_ pointer: OpaquePointer, scrub: MessageScrubber, silence: Duration) {
        self.pointer = pointer
        self.scrub = scrub
        self.silence = silence
        patience = silence
    }

    deinit { PQfinish(pointer) }

    var isAlive: Bool { !isGivenUp && PQstatus(pointer) == CONNECTION_OK }

    /// The server's version as libpq counts: 150018 for 15.18.
    var serverVersion: Int32 { PQserverVersion(pointer) }

    /// Whether the database holds every text that we may send; false where its encoding is not known.
    var isInUTF8: Bool { PQparameterStatus(pointer, "server_encoding").map { String(cString: $0) } == "UTF8" }

    /// Runs statements without parameters, separated by semicolons, in one round trip.
    ///
    /// `waiting`: how long the server itself was told to wait for a lock.
    ///
    /// - Returns: the reply to each.
    @discardableResult
    func run(_ script: String, waiting: Duration = .zero) throws(PostgreSQLFailure) -> [PostgreSQLResult] {
        guard isAlive, PQsendQuery(pointer, script) == 1 else { throw lost() }
        patience = silence + waiting
        defer { patience = silence }
        return try replies(until: longest(waiting: waiting))
    }

    /// Runs statements with parameters in one round trip; replies come in binary format.
    ///
    /// After the first that fails the others are skipped.
    @discardableResult
    func pipeline(
        _ statements: [(sql: String, parameters: [PostgreSQLParameter])]
    ) throws(PostgreSQLFailure) -> [PostgreSQLResult] {
        guard isAlive, PQenterPipelineMode(pointer) == 1 else { throw lost() }
        let end = longest()
        for (sql, parameters) in statements {
            guard send(sql, parameters) else { throw lost() }
        }
        guard PQpipelineSync(pointer) == 1 else { throw lost() }
        var results: [PostgreSQLResult] = []
        var failure: PostgreSQLFailure?
        var isSynced = false
        var hasEnded = false
        while !isSynced {
            guard let reply = try nextReply(until: end) else {
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
        guard isAlive, PQsendQuery(pointer, statement) == 1 else { throw lost() }
        let end = longest()
        guard let first = try nextReply(until: end) else { throw lost() }
        let start = PostgreSQLResult(first)
        guard start.status == PGRES_COPY_IN else {
            try drain(until: end)
            throw failure(start)
        }
        // libpq copies what it is given into its own buffer: pieces keep that one small.
        for offset in stride(from: 0, to: data.count, by: Self.piece) {
            let isTaken = data.withBytes { bytes in
                let piece = bytes[offset..<min(offset + Self.piece, bytes.count)]
                return UnsafeRawBufferPointer(rebasing: piece).withMemoryRebound(to: CChar.self) {
                    PQputCopyData(pointer, $0.baseAddress, Int32($0.count)) == 1
                }
            }
            guard isTaken else { throw lost() }
            // What the server objects to is in its replies.
            guard try flush(until: end) else { break }
        }
        guard PQputCopyEnd(pointer, nil) == 1 else { throw lost() }
        return try replies(until: end)
    }

    /// In bytes.
    private static let piece = 65_536

    /// Leaves a transaction that failed.
    ///
    /// Errors are of no interest: a connection that cannot do this is of no use.
    func rollBack() {
        if isAlive, PQtransactionStatus(pointer) != PQTRANS_IDLE { _ = try? run("ROLLBACK") }
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

    private func replies(until end: ContinuousClock.Instant) throws(PostgreSQLFailure) -> [PostgreSQLResult] {
        var results: [PostgreSQLResult] = []
        var failure: PostgreSQLFailure?
        while let reply = try nextReply(until: end) {
            let result = PostgreSQLResult(reply)
            switch result.status {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK: results.append(result)
            // A COPY that broke off: libpq would say so forever.
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH: throw lost()
            default: failure = failure ?? self.failure(result)
            }
        }
        if let failure { throw failure }
        guard isAlive else { throw lost() }
        return results
    }

    private func drain(until end: ContinuousClock.Instant) throws(PostgreSQLFailure) {
        while let reply = try nextReply(until: end) {
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

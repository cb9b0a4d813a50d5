internal import CLibPQ
internal import Model

/// The lock of an environment's key table: an advisory lock of a transaction that stays open, on a connection that does
/// nothing else.
///
/// A transaction's lock and not a session's, because a PgBouncer that pools transactions gives the session to someone
/// else. The transaction is read-only and holds no snapshot, so it does not hold back vacuum. The lock goes when the
/// connection does, however it goes.
final class PostgreSQLLock {
    private let connection: PostgreSQLConnection
    private let name: LockName

    /// Of the server's own words, also behind a pooler.
    private let processID: String
    private let virtualTransaction: String

    private init(
        _ connection: PostgreSQLConnection,
        name: LockName,
        processID: String,
        virtualTransaction: String
    ) {
        self.connection = connection
        self.name = name
        self.processID = processID
        self.virtualTransaction = virtualTransaction
    }

    /// - Throws: ``StoreError/lockHeld(by:)`` when `timeout` has passed.
    static func take(
        on connection: PostgreSQLConnection,
        profile: StoreProfile,
        timeout: Duration
    ) throws(StoreError) -> PostgreSQLLock {
        let name = LockName(profile)
        let settings = PostgreSQLSettings.lock(
            waiting: timeout.microseconds / 1_000,
            serverVersion: connection.serverVersion
        )
        // The second lock is waited for and given back at once: a writer whose lock was lost before it committed (see
        // `proof`) has then committed or failed, and cannot surprise the new holder.
        let script = """
            BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY; \(settings);
            SELECT pg_advisory_xact_lock(\(name.lock));
            SAVEPOINT writers; SELECT pg_advisory_xact_lock(\(name.writers)); ROLLBACK TO SAVEPOINT writers;
            SELECT pid, virtualtransaction FROM pg_locks WHERE pid = pg_backend_pid() AND \(name.condition)
            """
        do {
            guard let reply = try connection.run(script, waiting: timeout).last, reply.rows == 1,
                let processID = reply.text(0, 0),
                let virtualTransaction = reply.text(0, 1)
            else { throw StoreError.other(message: "the server granted the lock but does not show it") }
            return PostgreSQLLock(
                connection,
                name: name,
                processID: processID,
                virtualTransaction: virtualTransaction
            )
        } catch let error as StoreError {
            throw error
        } catch let failure as PostgreSQLFailure {
            connection.rollBack()
            guard case .timeout = PostgreSQLErrors.error(failure) else { throw PostgreSQLErrors.error(failure) }
            throw .lockHeld(by: holder(name, connection))
        } catch {
            throw .other(message: "unexpected error while the lock was taken")
        }
    }

    /// Statements for the beginning of a transaction that writes; the last one says `t` where our lock is still held.
    ///
    /// The shared lock makes the proof good until the end of that transaction: who takes the lock after us waits for it.
    var proof: String {
        """
        SELECT pg_advisory_xact_lock_shared(\(name.writers));
        SELECT EXISTS (SELECT FROM pg_locks WHERE pid = \(processID)
        AND virtualtransaction = '\(virtualTransaction)' AND \(name.condition))
        """
    }

    /// Who holds the lock, as far as the role may see.
    private static func holder(_ name: LockName, _ connection: PostgreSQLConnection) -> String {
        let script = """
            SELECT a.application_name, host(a.client_addr),
                extract(epoch FROM now() - coalesce(a.xact_start, a.backend_start))::int8, l.pid
            FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.granted AND \(name.condition) LIMIT 1
            """
        guard let reply = try? connection.run(script).last, reply.rows == 1 else {
            return "another run, which has just ended"
        }
        var words = connection.scrub(reply.text(0, 0) ?? "")
        if words.isEmpty { words = "another run" }
        var details: [String] = []
        if let address = reply.text(0, 1) { details.append("from \(address)") }
        if let seconds = reply.text(0, 2) { details.append("for \(seconds) s") }
        if let processID = reply.text(0, 3) { details.append("server process \(processID)") }
        return details.isEmpty ? words : "\(words) (\(details.joined(separator: ", ")))"
    }
}

/// The numbers under which a database knows our locks, as expressions: advisory locks are each database's own, and each
/// key table has two by its oid, whatever it is called and whichever search path finds it.
struct LockName {
    let lock: String
    let writers: String

    /// What tells ``lock`` among the rows of `pg_locks`.
    let condition: String

    /// A statement that tells which lock it is: the server, the database, the table.
    ///
    /// The time at which a server was started is known to every role, its identifier is not.
    let place: String

    init(_ profile: StoreProfile) {
        let name = profile.keys.table
        // Of a table that is missing the name stands for it: then nothing is written.
        let table = "coalesce(to_regclass(\(literal(quoted(name))))::oid::int8, \(Self.number(name) & 0xffff_ffff))"
        let kind = Self.kind("keyturn lock")
        lock = Self.number(kind, table)
        writers = Self.number(Self.kind("keyturn writers"), table)
        place = """
            SELECT 'started ' || (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::int8,
                (SELECT oid::int8 FROM pg_database WHERE datname = current_database()), \(table)
            """
        condition = """
            locktype = 'advisory' AND objsubid = 1 AND classid = '\(kind)'::oid \
            AND objid = (\(table))::oid \
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """
    }

    /// One number of 64 bits: what the lock is for, then the table.
    private static func number(_ kind: UInt64, _ table: String) -> String {
        "'\(Int64(bitPattern: kind << 32))'::int8 + \(table)"
    }

    /// 32 bits.
    private static func kind(_ text: String) -> UInt64 { number(text) >> 32 }

    private static func number(_ text: String) -> UInt64 {
        var text = text
        let digest = text.withUTF8 { Fingerprint(lookingUp: UnsafeRawBufferPointer($0)) }
        return UInt64(bitPattern: Int64(bitPattern: digest.leadingBits))
    }
}

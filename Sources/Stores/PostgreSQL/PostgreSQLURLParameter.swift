/// A parameter of a URL that libpq does not know.
///
/// It is named only where it is one that another program is known to take: any other text may be a piece of a password.
struct PostgreSQLURLParameter {
    /// Its name, where it may be shown.
    let name: String?

    /// Which one it is behind the `?`, from 1.
    let place: Int

    /// All that libpq will not take, as one error; nil where there is nothing.
    static func objection(to url: [UInt8], known: Set<String>) -> StoreError? {
        guard !known.isEmpty, let mark = url.firstIndex(of: UInt8(ascii: "?")) else { return nil }
        let parameters = url[(mark + 1)...].split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        var unknown: [PostgreSQLURLParameter] = []
        for (index, parameter) in parameters.enumerated() {
            let name = String(decoding: parameter.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
            if known.contains(name) { continue }
            let place = index + 1
            unknown.append(PostgreSQLURLParameter(name: replacements[name] == nil ? nil : name, place: place))
        }
        return unknown.isEmpty ? nil : error(unknown)
    }

    /// A value that libpq would take for a failed connection.
    static func objection(toMode mode: String?) -> StoreError? {
        guard let mode, !mode.isEmpty, !modes.contains(mode) else { return nil }
        return badMode
    }

    private static let modes: Set<String> = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]

    private static let badMode = StoreError.unknownParameter(
        message: "libpq has no such value of `sslmode`",
        fix:
            "write disable, allow, prefer, require, verify-ca or verify-full (`no-verify` of node-postgres is `require`)"
    )

    private static func error(_ unknown: [PostgreSQLURLParameter]) -> StoreError {
        let words = unknown.map { parameter in
            parameter.name.map { "`\($0)`" } ?? "the one that is at place \(parameter.place) behind the `?`"
        }
        guard unknown.count > 1 else {
            let what =
                unknown[0].name == nil
                ? words[0].replacing("one that", with: "parameter that") : "the parameter \(words[0])"
            return .unknownParameter(message: "libpq does not support \(what)", fix: unknown[0].fix)
        }
        var fixes: [(fix: String, words: [String])] = []
        for (parameter, word) in zip(unknown, words) {
            if let place = fixes.firstIndex(where: { $0.fix == parameter.fix }) {
                fixes[place].words.append(word)
            } else {
                fixes.append((parameter.fix, [word]))
            }
        }
        return .unknownParameter(
            message: "libpq does not support these parameters: \(words.joined(separator: ", "))",
            fix: fixes.map { "\($0.words.joined(separator: ", ")): \($0.fix)" }.joined(separator: "; ")
        )
    }

    private var fix: String {
        name.flatMap { Self.replacements[$0] }
            ?? "remove it, or write it as libpq names it (PostgreSQL's manual, \"Parameter Key Words\")"
    }

    private static let schema = "write `options=-csearch_path%3DNAME` in its place"
    private static let pool = "remove it: it configures an application's connection pool"
    private static let timeout = "write `connect_timeout=SECONDS` in its place"

    /// What applications' drivers take (Prisma, JDBC, SQLAlchemy, asyncpg, pgx, Npgsql), and what to write instead.
    private static let replacements = [
        "schema": schema, "currentSchema": schema, "search_path": schema, "searchpath": schema,
        "connection_limit": pool, "pool_timeout": pool, "pool_size": pool, "max_overflow": pool, "pool": pool,
        "pool_max_conns": pool, "pool_min_conns": pool, "pgbouncer": pool, "prepared_statements": pool,
        "prepareThreshold": pool, "preparedStatementCacheQueries": pool, "statement_cache_size": pool,
        "binary_parameters": pool,
        "prepared_statement_cache_size": pool, "statement_cache_mode": pool, "default_query_exec_mode": pool,
        "reWriteBatchedInserts": pool, "serverVersion": pool, "charset": pool, "encoding": pool,
        "ApplicationName": pool,
        "socket_timeout": pool, "command_timeout": pool,
        "statement_timeout":
            "write `options=-cstatement_timeout%3D30s` in its place",
        "timeout": timeout, "loginTimeout": timeout, "connectTimeout": timeout,
        "sslaccept": "write `sslmode=require` (accept_invalid_certs) or `sslmode=verify-full` (strict) in its place",
        "sslidentity": "write `sslcert=FILE` and `sslkey=FILE` in its place",
        "tls": "write `sslmode=require` in its place",
    ]
}

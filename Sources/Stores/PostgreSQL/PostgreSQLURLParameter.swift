/// A parameter of a URL that libpq does not know.
///
/// It is named only where it is one that another program is known to take: any other text may be a piece of a password.
struct PostgreSQLURLParameter {
    /// Its name, where it may be shown.
    let name: String?

    /// Which one it is behind the `?`, from 1.
    let place: Int

    /// The first that is not among the known ones.
    static func unknown(in url: [UInt8], known: Set<String>) -> PostgreSQLURLParameter? {
        guard !known.isEmpty, let mark = url.firstIndex(of: UInt8(ascii: "?")) else { return nil }
        let parameters = url[(mark + 1)...].split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        for (index, parameter) in parameters.enumerated() {
            let name = String(decoding: parameter.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
            if known.contains(name) { continue }
            return PostgreSQLURLParameter(name: replacements[name] == nil ? nil : name, place: index + 1)
        }
        return nil
    }

    var error: StoreError {
        guard let name, let fix = Self.replacements[name] else {
            return .unknownParameter(
                message: "libpq does not know the parameter that stands at place \(place) behind the `?`",
                fix: "take it out, or write it as libpq names it (PostgreSQL's manual, \"Parameter Key Words\")"
            )
        }
        return .unknownParameter(message: "libpq does not know the parameter `\(name)`", fix: fix)
    }

    private static let schema = "write `options=-csearch_path%3DNAME` in its place"
    private static let pool = "take it out: it is for an application's own pool"
    private static let timeout = "write `connect_timeout=SECONDS` in its place"

    /// What applications' drivers take (Prisma, JDBC, SQLAlchemy, asyncpg, pgx, Npgsql), and what to write instead.
    private static let replacements = [
        "schema": schema, "currentSchema": schema, "search_path": schema, "searchpath": schema,
        "connection_limit": pool, "pool_timeout": pool, "pool_size": pool, "max_overflow": pool, "pool": pool,
        "pool_max_conns": pool, "pool_min_conns": pool, "pgbouncer": pool, "prepared_statements": pool,
        "prepareThreshold": pool, "preparedStatementCacheQueries": pool, "statement_cache_size": pool,
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

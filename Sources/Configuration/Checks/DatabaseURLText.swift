internal import Model

/// The forms of `database.url`.
enum DatabaseURLText {
    enum Problem: Error {
        /// libpq's `host=… dbname=…`.
        case keywords
        /// `mysql:` and the like; the scheme of a known database alone, since any other word may be a part of a secret.
        case otherDatabase(scheme: String)
        case unknownScheme
        case emptyPath
        /// `sqlite:///PATH` and the like, which other programs read in two different ways.
        case slashes
        /// `sqlite:file:PATH`, SQLite's own form, in which settings may stand.
        case uri
        /// A database that is gone when we are.
        case memory
        /// `~/PATH`, which only shells know.
        case home
    }

    /// What a text means; a relative path starts from `folder`.
    ///
    /// White space around it is none of it: a variable that was read from a mounted file ends in a line break.
    static func read(_ text: String, folder: String) -> Result<DatabaseURL, Problem> {
        let text = trimmed(text)
        if text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") {
            return .success(.postgresql(Secret(text: text)))
        }
        if let scheme = others.first(where: { text.hasPrefix($0 + ":") }) {
            return .failure(.otherDatabase(scheme: scheme))
        }
        guard text.hasPrefix("sqlite:") else {
            let isKeywords = !text.utf8.contains(UInt8(ascii: ":")) || !text.contains("://")
            return .failure(isKeywords && text.utf8.contains(UInt8(ascii: "=")) ? .keywords : .unknownScheme)
        }
        let path = String(text.dropFirst("sqlite:".count))
        if path.isEmpty || path.hasSuffix("/") { return .failure(.emptyPath) }
        if path.hasPrefix("//") { return .failure(.slashes) }
        if PathText.isURL(path) { return .failure(.uri) }
        if path.hasPrefix(":memory:") { return .failure(.memory) }
        if PathText.beginsAtHome(path) { return .failure(.home) }
        return .success(.sqlite(path: PathText.absolute(path, in: folder)))
    }

    /// Schemes of databases that Keyturn does not serve.
    private static let others = [
        "mysql", "mariadb", "mongodb", "mongodb+srv", "redis", "rediss", "mssql", "sqlserver", "oracle", "jdbc", "file",
        "sqlite3",
    ]

    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    /// Whether a URL has a password, before its host or as a parameter.
    static func holdsPassword(_ text: String) -> Bool {
        guard let parts = PostgreSQLURLParts(text) else {
            // libpq's keyword form is refused, but its password should not stay in the file either.
            return !text.hasPrefix("sqlite:") && text.contains("password=") && !text.hasSuffix("password=")
        }
        return !parts.password.isEmpty || parts.parameters.contains { $0.name == "password" && !$0.value.isEmpty }
    }

    /// Where a key table is, as far as the texts tell.
    static func place(of table: TableName, in url: DatabaseURL) -> KeyTablePlace {
        guard case .postgresql(let secret) = url,
            let parts = PostgreSQLURLParts(secret.withBytes { String(decoding: $0, as: UTF8.self) })
        else { return KeyTablePlace(database: comparable(url), table: table, isFile: true) }
        return KeyTablePlace(
            database: comparable(url),
            table: table,
            isFile: false,
            user: parts.parameters.last { $0.name == "user" }?.value ?? parts.user,
            searchPath: parts.searchPath
        )
    }

    /// A text that is equal for two spellings of one database, as far as the text tells: user, password and settings of
    /// the connection are left out, and the standard port is filled in.
    ///
    /// Holds no password.
    static func comparable(_ url: DatabaseURL) -> String {
        switch url {
        case .sqlite(let path): return "sqlite:" + path
        case .postgresql(let secret):
            let text = secret.withBytes { String(decoding: $0, as: UTF8.self) }
            guard let parts = PostgreSQLURLParts(text) else { return "" }
            var address: [String: String] = [:]
            for parameter in parts.parameters where PostgreSQLURLParts.addressing.contains(parameter.name) {
                address[parameter.name] = parameter.value
            }
            var host = parts.host.lowercased()
            if !host.isEmpty, !host.contains(","), host.hasSuffix("]") || !host.contains(":") { host += ":5432" }
            // libpq's default database is the user's name.
            let database = parts.database.isEmpty && address["dbname"] == nil ? "user:" + parts.user : parts.database
            let rest = address.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
            return "postgresql://\(host)/\(database)?\(rest)"
        }
    }
}

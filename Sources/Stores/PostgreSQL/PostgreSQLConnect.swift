internal import CLibPQ
internal import Glibc
internal import Model

/// How connections are opened: everything that libpq knows (PGPASSFILE, services, TLS, several hosts) goes by the URL.
enum PostgreSQLConnect {
    /// Connects; blocks up to the URL's `connect_timeout`, ``StoreLimits/connectSeconds`` where it has none.
    ///
    /// The application's name is what the server's administrator, and whoever waits for our lock, sees of us.
    static func open(
        _ url: Secret,
        applicationName: String,
        silence: Duration
    ) throws(StoreError) -> PostgreSQLConnection {
        if let problem = keyturn_pq_load() {
            throw .other(message: "libpq cannot be loaded: \(String(cString: problem))")
        }
        var text = url.withBytes { [UInt8]($0) }
        defer { for index in text.indices { text[index] = 0 } }
        guard !text.contains(0), !PostgreSQLURL.isMisread(text) else { throw unreadable }
        guard let options = parse(text) else {
            if let objection = PostgreSQLURLParameter.objection(to: text, known: keywords) { throw objection }
            throw unreadable
        }
        if let objection = PostgreSQLURLParameter.objection(toMode: options["sslmode"]) { throw objection }
        var settings: [(String, [UInt8])] = [
            ("keepalives_idle", Array("30".utf8)),
            ("keepalives_interval", Array("10".utf8)),
            ("keepalives_count", Array("3".utf8)),
            ("tcp_user_timeout", Array("60000".utf8)),
        ]
        // Nothing, zero and less are forever to libpq.
        let declared = options["connect_timeout"] ?? getenv("PGCONNECT_TIMEOUT").map { String(cString: $0) }
        let isBounded = declared.flatMap { Int($0) }.map { $0 > 0 } ?? false
        // What is before the URL is a default that the URL overrides; what is behind it overrides the URL.
        settings.append(("dbname", text))
        settings.append(("client_encoding", Array("UTF8".utf8)))
        settings.append(("application_name", Array(clipped(applicationName).utf8)))
        let ours = min(StoreLimits.connectSeconds, max(2, Int(silence.components.seconds)))
        if !isBounded { settings.append(("connect_timeout", Array(String(ours).utf8))) }
        // libpq waits for two seconds at least.
        let limit = isBounded ? max(2, declared.flatMap { Int($0) } ?? ours) : ours

        let start = ContinuousClock.now
        guard let pointer = connect(settings) else { throw .other(message: "libpq is out of memory") }
        // libpq prints notices on stderr where no one takes them.
        PQsetNoticeProcessor(pointer, { _, _ in }, nil)
        let passwords = [options["password"], PQpass(pointer).map { String(cString: $0) }].compactMap(\.self)
        let connection = PostgreSQLConnection(pointer, scrub: MessageScrubber(secrets: passwords), silence: silence)
        if !connection.isAlive {
            let elapsed = ContinuousClock.now - start
            // No one refused anything: the connection was taken, or its packets were dropped, and no word came.
            guard elapsed < .seconds(limit) else {
                throw .timeout(message: connection.scrub(String(cString: PQerrorMessage(pointer))))
            }
            try retryForReason(connection, after: elapsed, of: .seconds(limit))
        }
        guard PQsetnonblocking(pointer, 1) == 0 else {
            throw .unreachable(message: connection.scrub(String(cString: PQerrorMessage(pointer))))
        }
        return connection
    }

    /// libpq's own words quote the part that it cannot read, which may be the password's.
    private static var unreadable: StoreError {
        .badURL(
            message: "libpq cannot read it; special characters in the user's name and password, such as @ / : ? #"
                + " and %, must be percent-encoded"
        )
    }

    /// Every parameter that this version of libpq knows; `ssl` is one that a URL alone may have.
    private static var keywords: Set<String> {
        guard let options = PQconndefaults() else { return [] }
        defer { PQconninfoFree(options) }
        var keywords: Set<String> = ["ssl"]
        var option = options
        while let keyword = option.pointee.keyword {
            keywords.insert(String(cString: keyword))
            option += 1
        }
        return keywords
    }

    /// libpq tells a failed attempt's SQLSTATE only as text, and only where verbosity was set on the connection, which
    /// exists after the first attempt.
    ///
    /// So an attempt that was refused is made a second time; one that took half of the time that there is was most likely
    /// refused by no one, and is not worth another wait.
    private static func retryForReason(
        _ connection: PostgreSQLConnection,
        after elapsed: Duration,
        of limit: Duration
    ) throws(StoreError) {
        let message = connection.scrub(String(cString: PQerrorMessage(connection.pointer)))
        // The server asked for a password and there is none to give: no second attempt would tell more.
        if PQconnectionNeedsPassword(connection.pointer) == 1 { throw .authentication(message: message) }
        guard elapsed < limit / 2 else { throw .unreachable(message: message) }
        PQsetErrorVerbosity(connection.pointer, PQERRORS_SQLSTATE)
        PQreset(connection.pointer)
        guard !connection.isAlive else {
            PQsetErrorVerbosity(connection.pointer, PQERRORS_DEFAULT)
            return
        }
        let words = String(cString: PQerrorMessage(connection.pointer)).split { " \n".contains($0) }
        throw PostgreSQLErrors.refusal(sqlState: words.last.map(String.init) ?? "", message: message)
    }

    /// libpq's options by keyword; nil where the URL cannot be read.
    private static func parse(_ url: [UInt8]) -> [String: String]? {
        let options = (url + [0]).withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { PQconninfoParse($0.baseAddress, nil) }
        }
        guard let options else { return nil }
        defer { PQconninfoFree(options) }
        var values: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return values
    }

    private static func connect(_ settings: [(String, [UInt8])]) -> OpaquePointer? {
        let keywords = settings.map { strdup($0.0) }
        let values = settings.map { setting in
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: setting.1.count + 1)
            for (index, byte) in setting.1.enumerated() { copy[index] = CChar(bitPattern: byte) }
            copy[setting.1.count] = 0
            return copy
        }
        defer {
            for keyword in keywords { free(keyword) }
            for (value, setting) in zip(values, settings) {
                explicit_bzero(value, setting.1.count)
                value.deallocate()
            }
        }
        return PQconnectdbParams(
            keywords.map { UnsafePointer($0) } + [nil],
            values.map { UnsafePointer($0) } + [nil],
            1
        )
    }

    /// PostgreSQL cuts `application_name` at 63 bytes, in the middle of a character where it has to.
    private static func clipped(_ name: String) -> String {
        var name = name
        while name.utf8.count > 63 { name.removeLast() }
        return name
    }
}

internal import Foundation

/// A PostgreSQL server of the tests' own: nothing that exists on the machine is touched.
///
/// It lives in a temporary folder and listens there (role ``role``, trusted) and on a port of 127.0.0.1 (where passwords
/// are asked for). It ends with the process that started it, however that one ends. Every statement and every parameter
/// goes to its log, so that tests can look for what must not be there.
package final class PostgreSQLCluster: Sendable {
    /// The superuser whom the socket lets in.
    package static let role = "keyturn"

    package let port: Int

    /// Where the socket is.
    package let folder: String
    private let binaries: String
    private let prefix: [String]
    private let settings: [String]

    /// One for each test process.
    package static func shared() throws -> PostgreSQLCluster { try start.get() }

    private static let start = Result { try PostgreSQLCluster(durable: false) }

    /// Starts a server; a durable one syncs to disk and keeps its log short, as real ones do, and is for measuring.
    ///
    /// `walLevel`: `logical` for logical replication.
    package init(durable: Bool, walLevel: String = "replica") throws {
        binaries = try Self.findBinaries()
        // Not the environment's temporary folder: the path of a socket has at most 107 bytes.
        folder = "/tmp/keyturn-pg-\(getpid())-\(Int.random(in: 0..<1_000_000))"
        port = try Self.freePort()
        // The server refuses to run as root.
        prefix = getuid() == 0 ? ["runuser", "-u", "postgres", "--"] : []
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o755]
        )
        if !prefix.isEmpty { try TestProcess.run(["chown", "postgres", folder]) }
        let stop =
            "\(prefix.joined(separator: " ")) \(binaries)/pg_ctl -D \(folder)/data -m immediate stop; rm -rf \(folder)"
        try TestProcess.startWatchdog(stop)
        try TestProcess.run(
            prefix + [
                "\(binaries)/initdb", "-D", "\(folder)/data", "-U", Self.role, "-E", "UTF8", "--locale=C",
                "--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync",
            ]
        )
        var settings = [
            "listen_addresses=127.0.0.1", "port=\(port)", "unix_socket_directories=\(folder)", "max_connections=200",
            "wal_level=\(walLevel)",
        ]
        if !durable {
            settings += [
                "fsync=off", "full_page_writes=off", "max_wal_size=8GB", "checkpoint_timeout=1h",
                // A worker for each of a thousand databases, in turns.
                "autovacuum=off",
                "log_statement=all", "log_min_duration_statement=0", "log_parameter_max_length=-1",
                "log_parameter_max_length_on_error=-1",
            ]
        }
        self.settings = settings
        try start()
    }

    /// Starts the server, also again after a stop.
    package func start() throws {
        try TestProcess.run(
            prefix + [
                "\(binaries)/pg_ctl", "-D", "\(folder)/data", "-l", log, "-w", "start", "-o",
                settings.map { "-c \($0)" }.joined(separator: " "),
            ]
        )
    }

    /// Starts a hot standby that follows this server, in a folder inside this one's; it ends with it.
    ///
    /// - Returns: a function that gives the URL of a database there.
    package func startStandby() throws -> @Sendable (String) -> String {
        let name = "standby-\(Int.random(in: 0..<1_000_000))"
        let (data, port) = ("\(folder)/\(name)", try Self.freePort())
        let stop =
            "\(prefix.joined(separator: " ")) \(binaries)/pg_ctl -D \(data) -m immediate stop; rm -rf \(data)"
        try TestProcess.startWatchdog(stop)
        try TestProcess.run(
            prefix + [
                "\(binaries)/pg_basebackup", "-h", folder, "-p", "\(self.port)", "-U", Self.role, "-D", data, "-R",
                "-X", "stream", "-c", "fast", "--no-sync",
            ]
        )
        try TestProcess.run(
            prefix + [
                "\(binaries)/pg_ctl", "-D", data, "-l", "\(data).log", "-w", "start", "-o",
                "-c listen_addresses= -c port=\(port) -c unix_socket_directories=\(folder) -c max_connections=200 "
                    + "-c fsync=off -c hot_standby=on",
            ]
        )
        let folder = folder
        return { "postgresql://\(Self.role)@/\($0)?host=\(folder)&port=\(port)" }
    }

    /// Waits until a standby has everything that was written here before.
    package func waitForStandby(_ url: String) throws {
        let position = try PostgreSQLClient(self.url("postgres")).rows("SELECT pg_current_wal_lsn()")[0][0] ?? ""
        let standby = try PostgreSQLClient(url)
        while try standby.rows("SELECT pg_last_wal_replay_lsn() >= '\(position)'")[0][0] != "t" {
            try standby.rows("SELECT pg_sleep(0.05)")
        }
    }

    /// Stops the server as a loss of power would: nothing is finished, and the next start recovers.
    ///
    /// Never the one that tests share.
    package func stopImmediately() throws {
        try TestProcess.run(prefix + ["\(binaries)/pg_ctl", "-D", "\(folder)/data", "-w", "-m", "immediate", "stop"])
    }

    /// The server's log file.
    package var log: String { "\(folder)/server.log" }

    /// The log's text so far.
    package func logText() throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: log)), as: UTF8.self)
    }

    /// The URL of a database, by the socket.
    package func url(_ database: String) -> String {
        "postgresql://\(Self.role)@/\(database)?host=\(folder)&port=\(port)"
    }

    /// The URL of a database by TCP, where the server asks for a password.
    package func url(_ database: String, role: String, password: String) -> String {
        "postgresql://\(role):\(password)@127.0.0.1:\(port)/\(database)"
    }

    /// Creates an empty database.
    ///
    /// - Returns: its name.
    package func createDatabase(timeZone: String? = nil, roleTimeZone: String? = nil) throws -> String {
        let name = "test_\(randomUUID().prefix(8))_\(Int.random(in: 0..<1_000_000))"
        let admin = try PostgreSQLClient(url("postgres"))
        try admin.rows("CREATE DATABASE \(name) TEMPLATE template0")
        if let timeZone { try admin.rows("ALTER DATABASE \(name) SET TimeZone = '\(timeZone)'") }
        if let roleTimeZone {
            try admin.rows("ALTER ROLE \(Self.role) IN DATABASE \(name) SET TimeZone = '\(roleTimeZone)'")
        }
        return name
    }

    private static func findBinaries() throws -> String {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let candidates =
            [try? TestProcess.run(["pg_config", "--bindir"]).trimmingCharacters(in: .whitespacesAndNewlines)]
            .compactMap(\.self)
            + versions.sorted { (Double($0) ?? 0) > (Double($1) ?? 0) }.map { "/usr/lib/postgresql/\($0)/bin" }
        for candidate in candidates where FileManager.default.isExecutableFile(atPath: "\(candidate)/initdb") {
            return candidate
        }
        throw TestProcess.Failure(description: "PostgreSQL's server is not installed (Debian: postgresql)")
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw TestProcess.Failure(description: "no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}

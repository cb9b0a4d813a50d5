internal import Diagnostics
internal import Model
internal import Planning
internal import Testing
internal import Verification

@Suite struct DatabaseChecksTests {
    private let environment = Environment(
        name: "prod",
        database: .postgresql(Secret(text: "postgresql://keyturn@db/app")),
        databaseLocation: SourceLocation(file: "prod.yaml", line: 1, column: 1),
        output: "/srv/out",
        outputLocation: SourceLocation(file: "prod.yaml", line: 2, column: 1),
        identities: []
    )

    private let rights = NeededRights([
        NeededRights.Table(name: "users", select: ["id"], insert: ["id"]),
        NeededRights.Table(name: "keys", select: ["id", "key"], insert: ["id", "key"], update: ["active"]),
    ])

    private func server(_ settings: [String: String] = [:], version: Int = 150_000) -> DatabaseServer {
        DatabaseServer(
            version: version,
            database: "app",
            settings: [
                "log_statement": "none", "log_parameter_max_length": "-1", "log_parameter_max_length_on_error": "0",
            ]
            .merging(settings) { $1 },
            transport: .local,
            role: DatabaseServer.Role(name: "keyturn"),
            tables: [
                DatabaseServer.Table(
                    name: "users",
                    schema: "public",
                    columns: [DatabaseServer.Column(name: "id", select: true, insert: true, update: false)]
                ),
                DatabaseServer.Table(
                    name: "keys",
                    schema: "app",
                    columns: [
                        DatabaseServer.Column(name: "id", select: true, insert: true, update: false),
                        DatabaseServer.Column(name: "key", select: true, insert: true, update: false),
                        DatabaseServer.Column(name: "active", select: true, insert: false, update: true),
                    ]
                ),
            ]
        )
    }

    private func results(_ observation: ServerObservation, _ code: CheckCode) -> [CheckResult] {
        DatabaseChecks.checklist(
            of: environment,
            observation,
            needing: rights,
            policy: Policy(),
            now: Instant(secondsSince1970: 0)
        ).results.filter { $0.check == code }
    }

    private func verdicts(_ server: DatabaseServer, _ code: CheckCode) -> [CheckResult.Verdict] {
        results(.server(server), code).map(\.verdict)
    }

    @Test(arguments: [
        ([:], CheckResult.Verdict.pass),
        (["log_statement": "none", "log_min_duration_statement": "-1"], .pass),
        (["log_statement": "ddl"], .pass),
        (["log_statement": "all"], .fail),
        (["log_statement": "all", "log_parameter_max_length": "0"], .warn),
        (["log_statement": "all", "log_parameter_max_length": "64"], .fail),
        (["log_statement": "mod"], .warn),
        (["log_min_duration_statement": "0"], .fail),
        (["log_min_duration_statement": "500"], .warn),
        (["log_min_duration_statement": "500", "log_parameter_max_length": "0"], .pass),
        (["log_transaction_sample_rate": "1"], .fail),
        (["log_transaction_sample_rate": "0.01"], .warn),
        (["log_min_duration_sample": "0", "log_statement_sample_rate": "0"], .pass),
        (["log_parameter_max_length_on_error": "-1"], .warn),
        (["pgaudit.log_parameter": "on", "pgaudit.log": "read, write"], .fail),
        (["pgaudit.log_parameter": "on", "pgaudit.log": "ddl"], .pass),
        (["pgaudit.log_parameter": "on", "pgaudit.log": "all, -read, -write"], .pass),
        (["pgaudit.log_parameter": "off", "pgaudit.log": "all"], .pass),
    ])
    func `what would write keys into the server's log is found by its settings`(
        _ settings: [String: String],
        _ expected: CheckResult.Verdict
    ) {
        let found = results(.server(server(settings)), .databaseLogging)
        #expect(found.map(\.verdict) == [expected], "\(found)")
        #expect((found.first?.fix == nil) == (expected == .pass))
    }

    @Test func `a server from before parameters could be cut logs them whole`() {
        let found = results(.server(server(["log_statement": "all"], version: 120_000)), .databaseLogging)
        #expect(found.map(\.verdict) == [.fail])
        #expect(found[0].detail.contains("this version logs parameters whole"))
    }

    @Test func `what other roles have set for themselves is reported with whose it is and how to take it back`() {
        var server = server()
        server.overrides = [
            DatabaseServer.Override(role: "pm_server", isForThisDatabase: true, name: "log_statement", value: "all")
        ]
        let found = results(.server(server), .databaseLogging)
        #expect(found.map(\.verdict) == [.fail])
        #expect(found[0].detail.hasPrefix("for connections of the role pm_server, "))
        #expect(found[0].fix == #"ALTER ROLE "pm_server" IN DATABASE "app" RESET log_statement;"#)
    }

    @Test func `a role with what it needs and nothing more passes`() {
        #expect(verdicts(server(), .databaseRights) == [.pass])
    }

    @Test func `each right that is missing is named with the statement that gives it`() {
        var server = server()
        server.tables[1].columns[2] = DatabaseServer.Column(name: "active", select: true, insert: false, update: false)
        server.tables[1].mayUseSchema = false
        let found = results(.server(server), .databaseRights)
        #expect(found.map(\.verdict) == [.fail, .fail])
        #expect(
            found.map(\.fix) == [
                #"GRANT USAGE ON SCHEMA "app" TO "keyturn";"#,
                #"GRANT UPDATE ("active") ON "app"."keys" TO "keyturn";"#,
            ]
        )
        server.tables.removeFirst()
        #expect(results(.server(server), .databaseRights)[0].detail == "no table users")
    }

    private enum Excess: String {
        case superuser = "is a superuser"
        case owner = "owns the table keys"
        case creator = "may create objects in the schema public"
    }

    @Test(arguments: [Excess.superuser, .owner, .creator])
    private func `a right too many is a warning`(_ excess: Excess) {
        var server = server()
        switch excess {
        case .superuser: server.role.isSuperuser = true
        case .owner: server.tables[1].isOwner = true
        case .creator: server.tables[0].mayCreateInSchema = true
        }
        let found = results(.server(server), .databaseRights)
        #expect(found.map(\.verdict) == [.warn])
        #expect(found[0].detail.contains(excess.rawValue), "\(found)")
    }

    @Test func `a key that may be overwritten is a right too many, and so are other tables`() {
        var server = server()
        server.tables[1].columns[1] = DatabaseServer.Column(name: "key", select: true, insert: true, update: true)
        server.tables[1].privileges = ["DELETE"]
        server.others.writable = 3
        server.others.writableExample = "public.orders"
        let found = results(.server(server), .databaseRights)
        #expect(found.map(\.verdict) == [.warn, .warn])
        #expect(found[0].detail.contains("UPDATE on its columns key; DELETE, which only `retain` needs"))
        #expect(found[1].detail.contains("3 other tables, such as public.orders"))
    }

    @Test(arguments: [
        (Transport.local, true, CheckResult.Verdict.pass),
        (.network(.disable, usesTLS: false), true, .pass),
        (.network(.disable, usesTLS: false), false, .warn),
        (.network(.require, usesTLS: true), false, .pass),
        (.network(.verifyFull, usesTLS: true), false, .pass),
    ])
    func `keys that would go over a network in the clear are a warning`(
        _ transport: Transport,
        _ isOnThisMachine: Bool,
        _ expected: CheckResult.Verdict
    ) {
        var server = server()
        server.transport = transport
        server.isOnThisMachine = isOnThisMachine
        #expect(verdicts(server, .databaseTLS) == [expected])
    }

    @Test(arguments: [
        (UInt32(0o600), true, [CheckResult.Verdict.pass]), (0o604, true, [.warn]), (0o600, false, [.fail]),
    ])
    func `a database file is ours to write, and no other identity has it to read`(
        _ mode: UInt32,
        _ mayWrite: Bool,
        _ expected: [CheckResult.Verdict]
    ) {
        let file = DatabaseFile(
            path: "/srv/app.db",
            mode: mode,
            mayWrite: mayWrite,
            mayWriteBeside: true,
            journalMode: "delete"
        )
        #expect(results(.file(file), .databaseRights).map(\.verdict) == expected)
    }

    @Test func `what cannot be looked at is not a pass, and says why`() {
        let list = DatabaseChecks.checklist(of: "prod", unreachable: "no connection")
        #expect(list.results.map(\.verdict) == Array(repeating: .unknown, count: 6))
        #expect(list.results.allSatisfy { $0.detail == "no connection" } && list.hasFailed)
    }

    @Test func `a server that does not show its settings is not a pass`() {
        let hidden = DatabaseServer(
            version: 150_000,
            database: "app",
            settings: [:],
            overrides: [],
            transport: .local,
            isOnThisMachine: true,
            role: DatabaseServer.Role(name: "keyturn"),
            tables: [],
            others: DatabaseServer.Others()
        )
        #expect(results(.server(hidden), .databaseLogging).map(\.verdict) == [.unknown])
        let schema = results(.server(hidden), .databaseSchema)
        #expect(schema.map(\.verdict) == [.unknown] && schema.allSatisfy { $0.fix != nil })
    }

    @Test func `the script of rights names columns, quotes whatever is in names, and goes without a server`() {
        let script = GrantScript(rights: rights, role: #"key"turn"#, server: nil)
        #expect(
            script.statements.map(\.sql) == [
                #"GRANT USAGE ON SCHEMA "public" TO "key""turn";"#,
                #"GRANT SELECT ("id") ON "public"."users" TO "key""turn";"#,
                #"GRANT INSERT ("id") ON "public"."users" TO "key""turn";"#,
                #"GRANT SELECT ("id", "key") ON "public"."keys" TO "key""turn";"#,
                #"GRANT INSERT ("id", "key") ON "public"."keys" TO "key""turn";"#,
                #"GRANT UPDATE ("active") ON "public"."keys" TO "key""turn";"#,
            ]
        )
        #expect(GrantScript(rights: rights, role: "r", server: server()).statements[0].sql.contains(#"DATABASE "app""#))
    }

    @Test func `a sequence that two columns draw from and a function are granted once`() {
        var server = server()
        for table in [0, 1] {
            for name in ["number", "other"] {
                var column = DatabaseServer.Column(name: name, select: false, insert: false, update: false)
                column.sequence = "app.numbers"
                column.mayUseSequence = false
                column.functions = [
                    DatabaseServer.Function(name: "app.gen()", mayExecute: false, isPublic: false),
                    DatabaseServer.Function(name: "app.open()", mayExecute: true, isPublic: true),
                ]
                server.tables[table].columns.append(column)
            }
        }
        let statements = GrantScript(rights: rights, role: "r", server: server).statements.map(\.sql)
        #expect(statements.filter { $0.contains("SEQUENCE") } == [#"GRANT USAGE ON SEQUENCE app.numbers TO "r";"#])
        #expect(statements.filter { $0.contains("FUNCTION") } == [#"GRANT EXECUTE ON FUNCTION app.gen() TO "r";"#])
        let details = results(.server(server), .databaseRights).map(\.detail)
        #expect(details.contains("the role keyturn lacks EXECUTE on the function app.gen()"), "\(details)")
    }

    @Test func `an owners' table that is not found fails`() {
        var server = server()
        var schema = StoreSchema(role: "keyturn", tables: [StoreSchema.Table(.keys, name: "keys")])
        schema.absentOwners = StoreSchema.AbsentTable("users", near: "app.users")
        server.schema = schema
        let found = results(.server(server), .databaseSchema)
        #expect(
            found.map(\.detail) == ["no table users, which `owner.references` names; did you mean app.users?"]
        )
        #expect(found.map(\.verdict) == [.fail])
    }

    @Test func `a standby, a subscription and a publication are reported, and a look that was denied does not pass`() {
        func verdicts(_ schema: StoreSchema?) -> [CheckResult.Verdict] {
            var server = server()
            server.schema = schema
            return results(.server(server), .databaseSource).map(\.verdict)
        }
        var keys = StoreSchema.Table(.keys, name: "keys")
        #expect(verdicts(StoreSchema(tables: [keys])) == [.pass])
        #expect(verdicts(StoreSchema(barrier: .standby, tables: [keys])) == [.fail])
        #expect(verdicts(nil) == [.unknown])
        var blind = StoreSchema(tables: [keys])
        blind.tellsReplication = false
        #expect(verdicts(blind) == [.unknown])
        keys.publications = ["keys"]
        #expect(verdicts(StoreSchema(tables: [keys])) == [.warn])
        keys.subscriptions = [.init("feed")]
        #expect(verdicts(StoreSchema(tables: [keys])) == [.fail, .warn])
    }

    @Test func `a trigger of which no one knows what it does, and an exclusion over the key, are warnings`() {
        var server = server()
        var table = StoreSchema.Table(.keys, name: "keys")
        table.columns = [StoreSchema.Column("key", role: .key)]
        table.triggers = ["dated", "tell"]
        server.schema = StoreSchema(tables: [table])
        #expect(verdicts(server, .databaseSchema) == [.pass] && verdicts(server, .databaseLogging) == [.pass])
        table.opaqueTriggers = ["tell"]
        table.uniques = [StoreSchema.Unique("apart", ["substr(key, 1, 4)", "key"], isExclusion: true)]
        server.schema = StoreSchema(tables: [table])
        #expect(verdicts(server, .databaseSchema) == [.warn])
        #expect(results(.server(server), .databaseSchema)[0].detail.contains("tell of keys does cannot be predicted"))
        #expect(verdicts(server, .databaseLogging) == [.warn, .warn])
        server.settings["log_error_verbosity"] = "terse"
        #expect(results(.server(server), .databaseLogging).map { $0.detail.contains("tell") } == [true])
    }
}

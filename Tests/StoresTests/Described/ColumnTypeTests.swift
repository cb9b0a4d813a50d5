import Model
import TestSupport
import Testing

@testable import Stores

/// What PostgreSQL takes as a text of a column's type is written; what it refuses is told before.
struct ColumnTypeTests {
    private static func table(_ type: String, _ value: ProfileValue, _ more: String = "") -> DescribedTable {
        var profile = DescribedTable.texts.profile
        profile.values = [ColumnTemplate(column: "x", value: value)]
        return DescribedTable(
            testDescription: type,
            profile: profile,
            postgreSQL: more + DescribedTable.texts.postgreSQL.dropLast(1) + ", x \(type))",
            sqlite: DescribedTable.texts.sqlite
        )
    }

    private static let taken: [(type: String, value: ProfileValue, stored: String?)] = [
        ("bytea", .text("\\xdead"), "\\xdead"), ("date", .text("2026-11-28"), "2026-11-28"),
        ("timestamp", .text("2026-11-28 19:00:00"), "2026-11-28 19:00:00"), ("time", .text("19:00"), "19:00:00"),
        ("interval", .text("1 day 2 hours"), "1 day 02:00:00"), ("inet", .text("10.0.0.0/8"), "10.0.0.0/8"),
        ("cidr", .text("10.0.0.0/8"), "10.0.0.0/8"), ("bit(4)", .text("1010"), "1010"), ("\"char\"", .text("x"), "x"),
        ("boolean", .text("yes"), "true"), ("boolean", .bool(false), "false"), ("numeric", .number("1e3"), "1000"),
        ("numeric(6,2)", .number("-0.50"), "-0.50"), ("double precision", .number("0.5"), "0.5"),
        ("integer[]", .json("[1,2]"), "{1,2}"), ("bigint[]", .json("[]"), "{}"),
        ("integer[]", .json("[[1,2],[3,4]]"), "{{1,2},{3,4}}"), ("boolean[]", .json("[true,false]"), "{t,f}"),
        ("uuid[]", .json("[\"00000000-0000-4000-8000-000000000001\"]"), "{00000000-0000-4000-8000-000000000001}"),
        ("text[]", .json("[\"a \\\"b\\\"\",null,\"null\"]"), "{\"a \\\"b\\\"\",NULL,\"null\"}"),
        ("text[]", .text("{a,b}"), "{a,b}"), ("varchar(2)[]", .json("[\"ab\"]"), "{ab}"),
        ("jsonb[]", .json("[{\"a\":[1,\"]\"]},\"7\",7]"), "{\"{\\\"a\\\": [1, \\\"]\\\"]}\",\"\\\"7\\\"\",7}"),
        ("jsonb", .json("{\"a\":0.50}"), "{\"a\": 0.50}"), ("jsonb", .bool(true), "true"),
        ("int4range", .text("[1,5)"), "[1,5)"),
        ("jsonb", .text("\"x\""), "\"x\""), ("point", .text("(1,2)"), "(1,2)"), ("state", .text("on"), "on"),
        ("small", .number("5"), "5"), ("smalls", .json("[5]"), "{5}"),
    ]

    private static let types = """
        CREATE TYPE state AS ENUM ('on', 'off'); CREATE DOMAIN small AS integer CHECK (value < 10);
        CREATE DOMAIN smalls AS integer[];
        """

    @Test(arguments: taken.indices)
    func `what the server takes as a text of the type is written`(_ place: Int) async throws {
        let (type, value, stored) = Self.taken[place]
        let table = Self.table(type, value, Self.types)
        let database = try table.database(.postgreSQLBySQL)
        let store = try table.store(on: database)
        let trial = RowTrial(identity: "backend", owner: table.declared, key: table.key(), end: now + .seconds(60))
        #expect(try await store.objections(to: [trial], at: now).values.allSatisfy(\.isEmpty))
        try await store.issue([table.key(), table.key()], owners: [], at: now)
        #expect(try database.execute("SELECT x::text FROM plain_keys") == [[stored], [stored]])
        await store.close()
    }

    private static let refused: [(type: String, value: ProfileValue)] = [
        ("bytea[]", .json("[\"\\\\xzz\"]")), ("date", .text("soon")), ("inet", .text("10.0.0.0.0")),
        ("bit(4)", .text("10")), ("bit varying(4)", .text("10101")), ("numeric(3,1)", .number("1000")),
        ("varchar(2)[]", .json("[\"abc\"]")), ("uuid[]", .json("[\"x\"]")), ("integer[]", .json("[\"x\"]")),
        ("jsonb", .text("plain")), ("small", .number("50")), ("money", .text("much")), ("interval", .text("often")),
    ]

    @Test(arguments: refused.indices)
    func `what the server refuses is told with its column, and nothing is written`(_ place: Int) async throws {
        let (type, value) = Self.refused[place]
        let table = Self.table(type, value, Self.types)
        let database = try table.database(.postgreSQLBySQL)
        let store = try table.store(on: database)
        #expect(try await store.observe(owners: [table.declared]).schema?.hasConditions == true)
        let trial = RowTrial(identity: "backend", owner: table.declared, key: table.key(), end: now + .seconds(60))
        let found = try await store.objections(to: [trial], at: now)[.keys] ?? []
        let isDomain = if case .domain? = found.first?.kind { true } else { false }
        #expect(found.first?.write == .insert && found.first?.identities == ["backend"], "\(found)")
        #expect(isDomain || found.first?.kind == .type && found.first?.condition == "x", "\(found)")
        #expect(try database.execute("SELECT id FROM plain_keys").isEmpty)
        await store.close()
    }

    @Test func `rows that must hold a list are found`() async throws {
        var profile = DescribedTable.texts.profile
        profile.only = [ColumnValue(column: "x", value: .json("[\"a\",\"b\"]"))]
        let table = DescribedTable(
            testDescription: "lists",
            profile: profile,
            postgreSQL: DescribedTable.texts.postgreSQL.dropLast(1) + ", x text[])",
            sqlite: DescribedTable.texts.sqlite
        )
        let database = try table.database(.postgreSQLBySQL)
        let store = try table.store(on: database)
        let key = table.key()
        try await store.issue([key], owners: [], at: now)
        try database.execute("INSERT INTO plain_keys (secret, owner, disabled, x) VALUES ('other', 17, 0, '{a}')")
        #expect(try await store.observe(owners: [table.declared]).keys.map(\.fingerprint) == [key.fingerprint])
        await store.close()
    }

    private static let partitions: [(by: String, partitions: [String], isRefused: Bool)] = [
        ("LIST (owner)", ["FOR VALUES IN (18)"], true), ("LIST (owner)", ["FOR VALUES IN (17)"], false),
        ("LIST (label)", ["FOR VALUES IN ('svc')", "DEFAULT"], false), ("LIST (label)", [], true),
        ("RANGE (made)", ["FOR VALUES FROM ('2000') TO ('2001')"], true),
        ("RANGE (made)", ["FOR VALUES FROM (MINVALUE) TO (MAXVALUE)"], false),
        ("HASH (label)", ["FOR VALUES WITH (MODULUS 1, REMAINDER 0)"], false),
    ]

    @Test(arguments: partitions.indices)
    func `a table of which no partition takes a row is told`(_ place: Int) async throws {
        let (by, list, isRefused) = Self.partitions[place]
        let described = DescribedTable.texts
        let parts = list.enumerated().map { "CREATE TABLE part\($0) PARTITION OF plain_keys \($1);" }.joined()
        let table = DescribedTable(
            testDescription: by,
            profile: described.profile,
            postgreSQL: described.postgreSQL.replacing("serial PRIMARY KEY", with: "serial")
                + " PARTITION BY \(by); \(parts)",
            sqlite: described.sqlite
        )
        let database = try table.database(.postgreSQLBySQL)
        let store = try table.store(on: database)
        #expect(try await store.observe(owners: [table.declared]).schema?.hasConditions == true)
        let trial = RowTrial(identity: "backend", owner: table.declared, key: table.key(), end: now + .seconds(60))
        let found = try await store.objections(to: [trial], at: now)[.keys] ?? []
        #expect((found.map(\.kind) == [.partition]) == isRefused && found.isEmpty == !isRefused, "\(found)")
        await store.close()
    }

    private static let rules: [(by: String, partitions: [String], rule: String, isRefused: Bool)] = [
        ("LIST (owner)", ["FOR VALUES IN (17)"], "ADD CONSTRAINT r CHECK (label NOT LIKE 'Backend%')", true),
        ("LIST (owner)", ["FOR VALUES IN (17)"], "ADD CONSTRAINT r CHECK (label LIKE 'Backend%')", false),
        // Of a partition that takes other rows.
        ("LIST (owner)", ["FOR VALUES IN (18)", "DEFAULT"], "ADD CONSTRAINT r CHECK (owner <> 17)", false),
        ("LIST (owner)", ["DEFAULT", "FOR VALUES IN (18)"], "ADD CONSTRAINT r CHECK (owner <> 17)", true),
        ("HASH (label)", ["FOR VALUES WITH (MODULUS 1, REMAINDER 0)"], "ADD CONSTRAINT r CHECK (owner <> 17)", true),
        ("LIST (owner)", ["FOR VALUES IN (17)"], "ALTER note SET NOT NULL", true),
    ]

    @Test(arguments: rules.indices)
    func `a rule that a partition alone has is told where it takes the row`(_ place: Int) async throws {
        let (by, list, rule, isRefused) = Self.rules[place]
        let described = DescribedTable.texts
        let parts = list.enumerated().map { "CREATE TABLE part\($0) PARTITION OF plain_keys \($1);" }.joined()
        let table = DescribedTable(
            testDescription: by,
            profile: described.profile,
            postgreSQL: described.postgreSQL.replacing("serial PRIMARY KEY", with: "serial").dropLast(1)
                + ", note text) PARTITION BY \(by); \(parts) ALTER TABLE part0 \(rule)",
            sqlite: described.sqlite
        )
        let database = try table.database(.postgreSQLBySQL)
        let store = try table.store(on: database)
        #expect(try await store.observe(owners: [table.declared]).schema?.hasConditions == true)
        let trial = RowTrial(identity: "backend", owner: table.declared, key: table.key(), end: now + .seconds(60))
        let found = try await store.objections(to: [trial], at: now)[.keys] ?? []
        #expect(found.contains { $0.write == .insert && $0.partition == "part0" } == isRefused, "\(found)")
        #expect(found.isEmpty == !isRefused, "\(found)")
        let issued = await storeError { try await store.issue([table.key()], owners: [], at: now) }
        #expect((issued != nil) == isRefused, "\(String(describing: issued))")
        await store.close()
    }

    @Test func `what a database sets of how values are printed changes nothing`() async throws {
        let table = DescribedTable.texts
        let database = try table.database(.postgreSQLBySQL)
        let store = try table.store(on: database)
        try await store.issue([table.key()], owners: [], at: now)
        let usual = try await store.observe(owners: [table.declared])
        await store.close()
        for setting in [
            "quote_all_identifiers = on", "DateStyle = 'German, DMY'", "IntervalStyle = 'sql_standard'",
            "bytea_output = 'escape'", "extra_float_digits = -5", "array_nulls = off", "transform_null_equals = on",
        ] {
            try database.execute("ALTER DATABASE \(database.name) SET \(setting)")
        }
        let other = try table.store(on: database)
        let found = try await other.observe(owners: [table.declared])
        #expect(found.schema == usual.schema && found.keys == usual.keys, "\(found)")
        try await other.issue([table.key()], owners: [], at: now)
        await other.close()
    }

    @Test func `a rule of a partition that may take the row, or may not, is told as that`() async throws {
        let described = DescribedTable.texts
        let table = DescribedTable(
            testDescription: "HASH (id)",
            profile: described.profile,
            postgreSQL: described.postgreSQL + " PARTITION BY HASH (id); "
                + (0..<2).map {
                    "CREATE TABLE part\($0) PARTITION OF plain_keys FOR VALUES WITH (MODULUS 2, REMAINDER \($0));"
                }
                .joined() + "ALTER TABLE part0 ADD CONSTRAINT r CHECK (owner <> 17)",
            sqlite: described.sqlite
        )
        let database = try table.database(.postgreSQLBySQL)
        let store = try table.store(on: database)
        let trial = RowTrial(identity: "backend", owner: table.declared, key: table.key(), end: now + .seconds(60))
        let found = try await store.objections(to: [trial], at: now)[.keys] ?? []
        #expect(found.map(\.partition) == ["part0"] && found.allSatisfy { $0.failure != nil }, "\(found)")
        await store.close()
    }
}

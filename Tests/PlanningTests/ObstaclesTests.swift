import Diagnostics
import Model
import State
import Testing

@testable import Planning

/// What a catalog says, judged without a database.
@Suite struct ObstaclesTests {
    private func keys(_ change: (inout StoreSchema.Table) -> Void) -> [Obstacle] {
        var table = StoreSchema.Table(.keys, name: "keys")
        let roles: [(String, StoreSchema.Role)] = [
            ("id", .keyID), ("user_id", .keyOwner), ("api_key", .key), ("name", .keyName), ("is_active", .isActive),
            ("expires_at", .expiresAt), ("created_at", .createdAt),
        ]
        table.columns = roles.map { StoreSchema.Column($0, role: $1) }
        change(&table)
        return Obstacles.all(in: StoreSchema(role: "keyturn", tables: [table]), for: Scene().view.environment)
    }

    @Test(arguments: [
        // Of the key `mcp_…` four letters are fixed.
        (["mask"], 4 as Int?, true, true), (["mask"], 5, true, false), (["mask"], nil, true, false),
        (["mask"], nil, false, true), (["user_id", "mask"], 4, true, true),
    ])
    func `a piece of a key stands in the way where all of it is fixed`(
        _ parts: [String],
        _ firstLetters: Int?,
        _ varies: Bool,
        _ isObstacle: Bool
    ) {
        for isExclusion in [false, true] {
            let found = keys { table in
                var column = StoreSchema.Column("mask", role: .other)
                column.variesWithKey = varies
                column.firstLetters = firstLetters
                table.columns.append(column)
                let parts = isExclusion ? parts.map { "\($0) WITH =" } : parts
                table.uniques = [StoreSchema.Unique("rule", parts, predicate: nil, isExclusion: isExclusion)]
            }
            #expect(found.isEmpty == !isObstacle, "\(found)")
        }
    }

    @Test(
        arguments: [
            (["user_id", "name"], nil, true), (["user_id"], "is_active", true),
            (["user_id"], "(is_active = true)", true), (["user_id", "lower(name)"], "is_active IS TRUE", true),
            (["user_id", "name"], "expires_at IS NULL", true), (["name"], nil, true),
            (["user_id", "name", "is_active"], nil, true),
            (["api_key"], nil, false), (["user_id", "api_key"], nil, false), (["user_id", "created_at"], nil, false),
            // No second row that was deactivated, or given an end.
            (["user_id", "name"], "NOT is_active", true), (["user_id"], "(is_active = false)", true),
            (["user_id"], "expires_at IS NOT NULL", true),
            (["1", "substr((api_key)::text, 1, 4)"], "expires_at IS NOT NULL", true),
            (["user_id"], "name = 'admin'", false), (["is_active"], "is_active AND name = 'x'", false),
            (["user_id"], "(name)::text = 'Backend Service API Key'::text", true),
            // Parts that no run writes.
            (["env", "user_id"], nil, true), (["seq", "user_id"], nil, true), (["hash", "user_id"], nil, false),
            (["number", "user_id"], nil, false), (["inserted", "user_id"], nil, false),
            (["gone_at", "user_id"], nil, false),
            (["user_id"], "gone_at IS NULL", true), (["user_id"], "gone_at IS NOT NULL", false),
            (["user_id"], "(env = 'prod'::text) AND is_active", true), (["user_id"], "env = 'dev'::text", false),
            (["user_id"], "is_active OR gone_at IS NULL", false),
            // Expressions.
            (["user_id", "COALESCE(expires_at, 'infinity'::timestamp without time zone)"], nil, true),
            (["user_id", "expires_at"], nil, false), (["user_id", "last_used_at"], nil, false),
            (["\"left\"((api_key)::text, 4)"], nil, true), (["\"left\"((api_key)::text, 4)", "user_id"], nil, true),
            (["\"left\"((api_key)::text, 24)", "user_id"], nil, false),
            (["substr(api_key, 1, 4)", "user_id"], nil, true),
            (["(api_key)::character varying(4)"], nil, true), (["length(api_key)", "user_id"], nil, true),
            (["lower((api_key)::text)"], nil, false), (["md5((api_key)::text)", "user_id"], nil, false),
            (["encode(sha256(convert_to((api_key)::text, 'UTF8'::name)), 'hex'::text)"], nil, false),
            (["((name)::text || (user_id)::text)"], nil, true), (["((name)::text || (id)::text)"], nil, false),
            (["date_trunc('day'::text, created_at)", "user_id"], nil, true), (["own(api_key)"], nil, true),
        ] as [([String], String?, Bool)]
    )
    func `a unique index stands in the way where two live keys of an identity would meet in it`(
        _ parts: [String],
        _ predicate: String?,
        _ isObstacle: Bool
    ) {
        let found = keys { table in
            table.uniques = [StoreSchema.Unique("rule", parts, predicate: predicate)]
            for (name, standard, isGenerated) in [
                ("env", "'prod'::text", false), ("seq", "1", true), ("hash", "md5((api_key)::text)", true),
                ("number", "nextval('numbers'::regclass)", false), ("inserted", "now()", false),
                ("gone_at", nil, false),
            ] {
                var column = StoreSchema.Column(name)
                column.expression = standard
                column.hasDefault = standard != nil
                column.isGenerated = isGenerated
                table.columns.append(column)
            }
            table.columns.append(StoreSchema.Column("last_used_at", role: .lastUsedAt))
        }
        #expect(found.map(\.summary).contains { $0.contains("rule") } == isObstacle)
    }

    @Test func `where NULLs meet, a part that is NULL in every new row does not help`() {
        let parts = ["user_id", "last_used_at"]
        var unique = StoreSchema.Unique("rule", parts)
        unique.nullsAreAlike = true
        let found = keys { table in
            table.columns.append(StoreSchema.Column("last_used_at", role: .lastUsedAt))
            table.uniques = [unique]
        }
        #expect(found.map(\.need) == [.issue])
    }

    @Test(arguments: [
        (["user_id"], nil as String?, [Obstacle.Need.issue]), (["user_id"], "expires_at IS NOT NULL", [.end]),
        (["user_id"], "NOT is_active", [.nothing]), (["own(api_key)"], nil, [.nothing]),
    ])
    func `a unique index is an error where a run is certain to fail on it`(
        _ parts: [String],
        _ predicate: String?,
        _ needs: [Obstacle.Need]
    ) {
        #expect(keys { $0.uniques = [StoreSchema.Unique("rule", parts, predicate: predicate)] }.map(\.need) == needs)
    }

    private static let revoked = active([.bool(false), .null], .value(.bool(true)))
    private static let deleted = active([.null], .now)
    private static let status = active([.text("active"), .text("rotating")], .value(.text("revoked")))

    private static func active(_ live: [ProfileValue], _ ended: ActiveColumn.Ended) -> ActiveColumn {
        var active = ActiveColumn(column: "is_active", live: live)
        active.ended = ended
        return active
    }

    @Test(
        arguments: [
            (revoked, "NOT is_active", [Obstacle.Need.issue]), (revoked, "(is_active = false)", [.issue]),
            (revoked, "is_active = 0", [.issue]), (revoked, "is_active IS NOT TRUE", [.issue]),
            (revoked, "is_active", [.nothing]), (revoked, "is_active IS NULL", []),
            (revoked, "is_active IS NOT NULL", [.issue]),
            (deleted, "is_active IS NULL", [.issue]), (deleted, "is_active IS NOT NULL", [.nothing]),
            (status, "(is_active = 'active'::text)", [.issue]), (status, "is_active = 'revoked'", [.nothing]),
            (status, "is_active = 'rotating'", []), (status, "is_active <> 'revoked'", []),
        ] as [(ActiveColumn, String, [Obstacle.Need])]
    )
    func `which rows a partial index is about follows from what the profile calls live`(
        _ active: ActiveColumn,
        _ predicate: String,
        _ needs: [Obstacle.Need]
    ) {
        let found = keys { table in
            table.uniques = [StoreSchema.Unique("rule", ["user_id"], predicate: predicate)]
            for index in table.columns.indices {
                table.columns[index].isDescribed = true
                if table.columns[index].role == .isActive { table.columns[index].active = active }
            }
        }
        #expect(found.map(\.need) == needs, "\(found)")
    }

    private static let named: [(predicate: String, ending: EndEnforcement, needs: [Obstacle.Need])] = [
        ("(name !~~ '%until%'::text)", .keyturn(.deletion, isMarked: true), [.issue]),
        ("name NOT LIKE '%until%'", .keyturn(.deletion, isMarked: true), [.issue]),
        ("name ~~ '%until%'::text", .keyturn(.deletion, isMarked: true), []),
        ("name ~~ '%until%'::text", .keyturn(.deactivation, isMarked: true), [.endMark]),
        ("name ~~ '% (____________)'::text", .keyturn(.deletion, isMarked: true), [.issue]),
        ("name LIKE 'BACKEND%'", .server, [.issue]), ("name ~~ 'BACKEND%'::text", .server, []),
        ("(name)::text <> 'other'::text", .server, [.issue]), ("name = 'other'", .server, []),
        ("name ~ '^legacy'::text", .server, [.nothing]), ("lower(name) = 'x'", .server, [.nothing]),
    ]

    @Test(arguments: named.indices)
    func `which rows a partial index is about follows from what they are called`(_ place: Int) {
        let (predicate, ending, needs) = Self.named[place]
        let found = keys { table in
            table.marksNames = true
            table.ending = ending
            table.uniques = [StoreSchema.Unique("rule", ["user_id"], predicate: predicate)]
        }
        #expect(found.map(\.need) == needs, "\(found)")
    }

    @Test(arguments: ["id", "user_id"])
    func `an id that is a text long enough for one is not a UUID`(_ name: String) {
        let found = keys { table in
            guard let index = table.columns.firstIndex(where: { $0.name == name }) else { return }
            table.columns[index].values = .text
            table.columns[index].length = 36
        }
        #expect(found.count == 1 && found[0].summary.contains("keyturn writes uuid"), "\(found)")
    }

    @Test func `an exclusion over times forbids the overlap, a unique index over them does not`() {
        let parts = ["user_id", "tsrange(created_at, expires_at)"]
        #expect(keys { $0.uniques = [StoreSchema.Unique("rule", parts, isExclusion: true)] }.count == 1)
        #expect(keys { $0.uniques = [StoreSchema.Unique("rule", parts)] }.isEmpty)
    }

    @Test func `a column is judged by what is written into it`() {
        func obstacles(_ name: String, _ change: (inout StoreSchema.Column) -> Void) -> [String] {
            keys { table in
                guard let index = table.columns.firstIndex(where: { $0.name == name }) else { return }
                change(&table.columns[index])
            }.map(\.summary)
        }
        #expect(obstacles("api_key") { $0.length = 67 }.count == 1)
        #expect(obstacles("api_key") { $0.length = 68 }.isEmpty)
        #expect(obstacles("name") { $0.length = keyName.count - 1 }.count == 1)
        #expect(obstacles("name") { $0.length = keyName.count }.isEmpty)
        #expect(obstacles("expires_at") { $0.isNullable = false }.count == 1)
        #expect(obstacles("created_at") { $0.isNullable = false }.isEmpty)
        #expect(obstacles("created_at") { $0.isGenerated = true }.count == 1)
    }

    @Test func `a column that no one writes needs a default or NULL`() {
        func count(_ change: (inout StoreSchema.Column) -> Void) -> Int {
            keys { table in
                var column = StoreSchema.Column("tenant")
                column.isNullable = false
                change(&column)
                table.columns.append(column)
            }.count
        }
        #expect(count { _ in } == 1)
        #expect(count { $0.hasDefault = true } == 0)
        #expect(count { $0.isGenerated = true } == 0)
        #expect(count { $0.isNullable = true } == 0)
    }

    @Test(arguments: [(nil as Int?, false), (4, true), (5, false)])
    func `an id of letters that all keys of an identity begin with keeps a second row out`(
        _ firstLetters: Int?,
        _ isObstacle: Bool
    ) {
        let found = keys { table in
            table.columns[0].firstLetters = firstLetters
            table.uniques = [StoreSchema.Unique("keys_pkey", ["id"])]
        }
        #expect(found.map(\.need) == (isObstacle ? [.issue] : []), "\(found)")
    }

    @Test func `a view of a file is not reached by a search path`() {
        var table = StoreSchema.Table(.keys, name: "keys")
        table.kind = .view
        func fix(_ role: String) -> String? {
            Obstacles.all(in: StoreSchema(role: role, tables: [table]), for: Scene().view.environment).first?.fix
        }
        #expect(fix("keyturn")?.contains("search_path") == true)
        #expect(fix("")?.contains("search_path") == false)
    }

    @Test(arguments: [
        ("integer", 4_000, 2, [] as [Obstacle.Need]), ("integer", 7_000, 2, [.issue]), ("integer", nil as Int?, 2, []),
        ("integer", nil, 7_000, [.end]), ("bigint", 7_000, 2, []),
    ])
    func `an end that a number of 32 bits does not hold is known before`(
        _ type: String,
        _ expires: Int?,
        _ overlap: Int,
        _ needs: [Obstacle.Need]
    ) {
        var column = StoreSchema.Column("exp", role: .expiresAt, type: type)
        column.values = .other
        column.isDescribed = true
        var table = StoreSchema.Table(.keys, name: "keys")
        table.columns = [column]
        let rotation = Rotation(every: 30 * day, overlap: overlap * day, expires: expires.map { $0 * day })
        let found = Obstacles.all(
            in: StoreSchema(role: "keyturn", tables: [table]),
            for: environment("prod", identity(rotation: rotation)),
            // 2026-11-29
            now: Instant(secondsSince1970: 1_795_910_400)
        )
        #expect(found.map(\.need) == needs, "\(found)")
    }

    @Test func `PostgreSQL's names hold 63 bytes`() {
        func found(_ name: String) -> [Obstacle] {
            var column = StoreSchema.Column("kind", role: .other, type: "name")
            column.isDescribed = true
            column.length = 63
            column.constants = [.text(name)]
            var table = StoreSchema.Table(.keys, name: "keys")
            table.columns = [column]
            return Obstacles.all(in: StoreSchema(role: "keyturn", tables: [table]), for: environment("prod"))
        }
        #expect(found(String(repeating: "x", count: 63)).isEmpty)
        #expect(found(String(repeating: "ä", count: 32)).count == 1)
    }

    @Test func `a function that fills a column has to be open to the role`() {
        let found = keys { table in
            table.columns.append(StoreSchema.Column("code"))
            table.closedFunctions = [
                StoreSchema.ClosedFunction(column: "code", name: "app.gen()"),
                StoreSchema.ClosedFunction(column: "id", name: "app.unused()"),
            ]
        }
        #expect(
            found.map(\.summary)
                == ["the role keyturn lacks EXECUTE on the function app.gen(), which fills keys.code"]
        )
        #expect(found.allSatisfy { $0.isAboutRights })
    }
}

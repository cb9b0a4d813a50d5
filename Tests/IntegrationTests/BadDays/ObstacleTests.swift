internal import Glibc
internal import Model
internal import TestSupport
internal import Testing

/// What the database's own rules would refuse is reported by `plan` and `doctor`, and nothing is written before.
@Suite(.unlessItHangs) struct ObstacleTests {
    private let world: World
    private let old = randomKey()

    init() throws {
        world = try World()
        try world.makeFolder("deploy")
    }

    struct Habit: Sendable, CustomTestStringConvertible {
        let sql: String
        let code: String
        /// What has to be in the message.
        let words: [String]
        var testDescription: String { sql }

        init(_ sql: String, _ code: String, _ words: String...) {
            self.sql = sql
            self.code = code
            self.words = words
        }
    }

    static let onPostgreSQL = [
        Habit(
            "CREATE UNIQUE INDEX one_name ON user_mcp_api_keys (user_id, name)",
            "unsuitable-table",
            "one_name",
            "user_id, name"
        ),
        Habit(
            "CREATE UNIQUE INDEX one_active ON user_mcp_api_keys (user_id) WHERE is_active",
            "unsuitable-table",
            "one_active"
        ),
        Habit(
            "CREATE UNIQUE INDEX one_active ON user_mcp_api_keys (user_id, lower(name)) WHERE is_active = true",
            "unsuitable-table",
            "one_active"
        ),
        Habit(
            """
            CREATE EXTENSION btree_gist;
            ALTER TABLE user_mcp_api_keys ADD CONSTRAINT no_overlap EXCLUDE USING gist
                (user_id WITH =, tsrange(created_at, expires_at) WITH &&)
            """,
            "unsuitable-table",
            "no_overlap"
        ),
        Habit(
            "ALTER TABLE user_mcp_api_keys ALTER id DROP DEFAULT, ALTER id TYPE bigint USING 1",
            "unsuitable-column",
            "user_mcp_api_keys.id",
            "bigint"
        ),
        Habit(
            "ALTER TABLE user_mcp_api_keys ALTER id DROP DEFAULT, ALTER id TYPE text",
            "unsuitable-column",
            "user_mcp_api_keys.id",
            "uuid"
        ),
        Habit(
            "ALTER TABLE user_mcp_api_keys ALTER api_key TYPE bytea USING NULL",
            "unsuitable-column",
            "user_mcp_api_keys.api_key",
            "bytea"
        ),
        Habit(
            "ALTER TABLE user_mcp_api_keys ALTER name TYPE integer USING 1",
            "unsuitable-column",
            "user_mcp_api_keys.name",
            "integer"
        ),
        Habit(
            "ALTER TABLE user_mcp_api_keys ALTER updated_at TYPE date",
            "unsuitable-column",
            "user_mcp_api_keys.updated_at",
            "date"
        ),
        Habit(
            "ALTER TABLE user_mcp_api_keys ADD tenant text NOT NULL",
            "unsuitable-column",
            "user_mcp_api_keys.tenant"
        ),
        Habit(
            "ALTER TABLE user_mcp_api_keys ALTER api_key TYPE varchar(40)",
            "unsuitable-column",
            "user_mcp_api_keys.api_key",
            "40",
            "68"
        ),
        Habit(
            "ALTER TABLE user_mcp_api_keys ALTER name TYPE varchar(5)",
            "unsuitable-column",
            "user_mcp_api_keys.name"
        ),
        Habit(
            "ALTER TABLE user_mcp_api_keys ALTER last_used_at SET NOT NULL",
            "unsuitable-column",
            "user_mcp_api_keys.last_used_at"
        ),
        Habit(
            "ALTER TABLE user_mcp_api_keys ALTER expires_at SET NOT NULL",
            "unsuitable-column",
            "user_mcp_api_keys.expires_at",
            "rotation.expires"
        ),
        Habit(
            """
            ALTER TABLE user_mcp_api_keys DROP updated_at;
            ALTER TABLE user_mcp_api_keys ADD updated_at timestamp GENERATED ALWAYS AS (created_at) STORED
            """,
            "unsuitable-column",
            "user_mcp_api_keys.updated_at",
            "generated"
        ),
        Habit("ALTER TABLE users ALTER email TYPE varchar(3)", "unsuitable-column", "users.email"),
        Habit(
            """
            ALTER TABLE user_mcp_api_keys RENAME TO keys;
            CREATE VIEW user_mcp_api_keys WITH (security_barrier) AS SELECT * FROM keys
            """,
            "unsuitable-table",
            "user_mcp_api_keys is a view"
        ),
        Habit(
            "CREATE RULE quiet AS ON UPDATE TO user_mcp_api_keys DO INSTEAD NOTHING",
            "unsuitable-table",
            "rule",
            "user_mcp_api_keys"
        ),
    ]

    /// Conditions that refuse what a run writes for `backend`; another identity may meet them.
    static let conditionsOnPostgreSQL = [
        Habit(
            "ALTER TABLE user_mcp_api_keys ADD CONSTRAINT slugs CHECK (name ~ '^[a-z-]+$')",
            "unsuitable-table",
            "the condition slugs of user_mcp_api_keys refuses a new key of backend"
        ),
        Habit(
            "ALTER TABLE user_mcp_api_keys ADD CONSTRAINT bounded CHECK (expires_at IS NOT NULL) NOT VALID",
            "unsuitable-table",
            "bounded"
        ),
        Habit(
            "ALTER TABLE user_mcp_api_keys ADD CONSTRAINT short CHECK (api_key ~ '^[0-9a-f]{64}$')",
            "unsuitable-table",
            "short"
        ),
        Habit(
            """
            ALTER TABLE user_mcp_api_keys ADD kind text DEFAULT 'service';
            ALTER TABLE user_mcp_api_keys ADD CONSTRAINT kinds CHECK (kind <> 'service' OR expires_at IS NOT NULL)
            """,
            "unsuitable-table",
            "kinds"
        ),
        Habit(
            "CREATE DOMAIN slug AS varchar CHECK (VALUE ~ '^[a-z]+$'); ALTER TABLE user_mcp_api_keys ALTER name TYPE slug",
            "unsuitable-table",
            "slug_check"
        ),
        Habit(
            "ALTER TABLE users ADD CONSTRAINT mail CHECK (email LIKE '%@%.%')",
            "unsuitable-table",
            "the condition mail of users refuses the owner of backend"
        ),
    ]

    @Test(arguments: conditionsOnPostgreSQL)
    func `PostgreSQL's conditions are tried before a reviewed plan`(_ habit: Habit) async throws {
        try await expectTold(habit, .postgreSQLBySQL)
    }

    static let conditionsOnSQLite = [
        (
            "CONSTRAINT slugs CHECK (name NOT GLOB '*[^a-z-]*')",
            "the condition slugs of user_mcp_api_keys refuses a new key"
        ),
        ("CHECK (expires_at IS NOT NULL)", "expires_at IS NOT NULL"),
        ("CONSTRAINT short CHECK (length(api_key) = 64)", "short"),
    ]

    @Test(arguments: conditionsOnSQLite)
    func `SQLite's conditions are tried before a reviewed plan`(_ condition: String, _ words: String) async throws {
        let table = """
            DROP TABLE user_mcp_api_keys;
            CREATE TABLE user_mcp_api_keys (id TEXT PRIMARY KEY, user_id TEXT, api_key TEXT UNIQUE, name TEXT,
                last_used_at TEXT, expires_at TEXT, is_active INT, created_at TEXT, updated_at TEXT, \(condition))
            """
        try await expectTold(Habit(table, "unsuitable-table", words), .sqliteDashed)
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `a condition that only ends and revocations meet is told while there is nothing to do`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let place = try world.addEnvironment("prod", kind, rotation: "{ overlap: 48h, expires: 90d }")
        if kind == .sqliteDashed {
            try place.database.execute(
                """
                DROP TABLE user_mcp_api_keys;
                CREATE TABLE user_mcp_api_keys (id TEXT PRIMARY KEY, user_id TEXT, api_key TEXT UNIQUE, name TEXT,
                    last_used_at TEXT, expires_at TEXT, is_active INT, created_at TEXT, updated_at TEXT,
                    CONSTRAINT kept CHECK (is_active))
                """
            )
        } else {
            try place.database.execute("ALTER TABLE user_mcp_api_keys ADD CONSTRAINT kept CHECK (is_active)")
        }
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        let plan = try await world.keyturn("plan")
        #expect(plan.warningCodes == ["unsuitable-table"], "\(plan)")
        #expect(
            plan.errors.contains("the condition kept of user_mcp_api_keys refuses the deactivation of a key of backend")
        )
        #expect(try await world.keyturn("rotate", "prod/backend", "--now").exitCode == 0)
        #expect(try await world.keyturn("revoke", "prod/backend").errorCodes.contains("unsuitable-table"))

        // Keys of an absent identity are deactivated, too.
        let file = "environments/prod.yaml"
        try world.write(file, try world.read(file).replacing("  backend:\n", with: "  backend:\n    state: absent\n"))
        let absent = try await world.keyturn("plan")
        #expect(absent.exitCode == 1 && absent.errorCodes == ["unsuitable-table"], "\(absent)")
    }

    @Test(arguments: onPostgreSQL)
    func `PostgreSQL's own rules are told before a reviewed plan`(_ habit: Habit) async throws {
        try await expectTold(habit, .postgreSQLBySQL)
    }

    static let onSQLite = [
        Habit(
            "CREATE UNIQUE INDEX one_name ON user_mcp_api_keys (user_id, name)",
            "unsuitable-table",
            "one_name",
            "user_id, name"
        ),
        Habit(
            "CREATE UNIQUE INDEX one_active ON user_mcp_api_keys (user_id) WHERE is_active = 1",
            "unsuitable-table",
            "one_active"
        ),
        Habit(
            "CREATE UNIQUE INDEX one_lower ON user_mcp_api_keys (user_id, lower(name))",
            "unsuitable-table",
            "one_lower"
        ),
        Habit(
            """
            DROP TABLE user_mcp_api_keys;
            CREATE TABLE user_mcp_api_keys (id TEXT PRIMARY KEY, user_id TEXT, api_key TEXT, name TEXT, last_used_at TEXT,
                expires_at TEXT, is_active INT, created_at TEXT, updated_at TEXT, tenant TEXT NOT NULL)
            """,
            "unsuitable-column",
            "user_mcp_api_keys.tenant"
        ),
        Habit(
            """
            DROP TABLE user_mcp_api_keys;
            CREATE TABLE user_mcp_api_keys (id INTEGER PRIMARY KEY, user_id TEXT, api_key TEXT, name TEXT,
                last_used_at TEXT, expires_at TEXT, is_active INT, created_at TEXT, updated_at TEXT)
            """,
            "unsuitable-column",
            "user_mcp_api_keys.id",
            "INTEGER"
        ),
        Habit(
            """
            DROP TABLE user_mcp_api_keys;
            CREATE TABLE user_mcp_api_keys (id TEXT PRIMARY KEY, user_id TEXT, api_key TEXT, name TEXT,
                last_used_at TEXT, expires_at INTEGER, is_active INT, created_at TEXT, updated_at TEXT) STRICT
            """,
            "unsuitable-column",
            "user_mcp_api_keys.expires_at"
        ),
        Habit(
            """
            DROP TABLE user_mcp_api_keys;
            CREATE TABLE user_mcp_api_keys (id TEXT PRIMARY KEY, user_id TEXT, api_key TEXT, name TEXT,
                last_used_at TEXT, expires_at TEXT, is_active INT, created_at TEXT, updated_at TEXT AS (created_at))
            """,
            "unsuitable-column",
            "user_mcp_api_keys.updated_at",
            "generated"
        ),
        Habit(
            """
            ALTER TABLE user_mcp_api_keys RENAME TO keys;
            CREATE VIEW user_mcp_api_keys AS SELECT * FROM keys
            """,
            "unsuitable-table",
            "user_mcp_api_keys is a view"
        ),
    ]

    @Test(arguments: onSQLite)
    func `SQLite's own rules are told before a reviewed plan`(_ habit: Habit) async throws {
        try await expectTold(habit, .sqliteDashed)
    }

    private func expectTold(_ habit: Habit, _ kind: SeedDatabase.Kind) async throws {
        let place = try world.addEnvironment("prod", kind)
        let other = try world.addEnvironment("dev")
        try place.database.execute(habit.sql)
        let before = try place.database.execute("SELECT count(*) FROM user_mcp_api_keys")

        let plan = try await world.keyturn("plan", "--detailed-exitcode")
        #expect(plan.exitCode == 1, "\(plan)")
        #expect(plan.errorCodes == [habit.code], "\(plan)")
        let doctor = try await world.keyturn("doctor", "-e", "prod")
        #expect(doctor.exitCode == 1, "\(doctor)")
        #expect(doctor.output.contains("database-schema"), "\(doctor)")
        for word in habit.words {
            #expect(plan.errors.contains(word), "\(plan)")
            #expect(doctor.output.contains(word), "\(doctor)")
        }
        // Only the environment that cannot be written is refused.
        let apply = try await world.keyturn("apply", "--yes", "-vv")
        #expect(apply.exitCode == 1)
        #expect(apply.errorCodes == [habit.code], "\(apply)")
        #expect(try place.database.execute("SELECT count(*) FROM user_mcp_api_keys") == before)
        #expect(!world.exists(place.output))
        #expect(try other.accepted() == Set(try world.delivered(to: other).values))
    }

    static let harmless = [
        "CREATE UNIQUE INDEX by_key ON user_mcp_api_keys (user_id, api_key)",
        "CREATE UNIQUE INDEX by_time ON user_mcp_api_keys (user_id, name, created_at)",
        "CREATE UNIQUE INDEX off ON user_mcp_api_keys (user_id, name) WHERE name = 'another'",
        "ALTER TABLE user_mcp_api_keys ADD tenant varchar(3) NOT NULL DEFAULT 'a'",
        "ALTER TABLE user_mcp_api_keys ADD note varchar(3)",
        "ALTER TABLE user_mcp_api_keys ADD score int DEFAULT 1 CHECK (score > 0)",
    ]

    static let harmlessConditions = [
        "CHECK (expires_at IS NULL OR expires_at > created_at)", "CHECK (api_key ~ '^mcp_[0-9a-f]{64}$')",
        "CHECK (is_active OR expires_at IS NOT NULL)", "CHECK (last_used_at IS NULL OR last_used_at >= created_at)",
        "CHECK (length(name) > 0), CHECK (updated_at >= created_at)",
    ]

    @Test func `a condition that every write of a rotation meets stops nothing`() async throws {
        for (index, condition) in Self.harmlessConditions.enumerated() {
            let place = try world.addEnvironment("prod\(index)", .postgreSQLBySQL)
            try place.database.execute(
                "ALTER TABLE user_mcp_api_keys ADD \(condition.replacing("), CHECK", with: "), ADD CHECK"))"
            )
        }
        try await world.expectConvergence()
        #expect(try await world.keyturn("plan").warningCodes.isEmpty)
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed], harmless)
    func `a rule that no rotation meets stops nothing`(_ kind: SeedDatabase.Kind, _ sql: String) async throws {
        let place = try world.addEnvironment("prod", kind)
        try place.database.execute(sql)
        try await world.expectConvergence()
        let rotation = try await world.keyturn("rotate", "prod/backend", "--now")
        #expect(rotation.exitCode == 0, "\(rotation)")
        #expect(try place.accepted().count == 2)
    }

    // MARK: - Rights

    /// A role that may read, and what else is given; the environment's URL is its own.
    private func restrict(_ place: Place, grants: String = "", attributes: String = "") throws -> String {
        let role = "role_\(randomUUID().prefix(8))"
        let password = randomKey(prefix: "pw")
        world.keepSecret(password)
        try place.database.execute(
            """
            CREATE ROLE \(role) LOGIN PASSWORD '\(password)' \(attributes);
            GRANT SELECT ON users, user_mcp_api_keys TO \(role);
            \(grants.replacing("ROLE", with: role))
            """
        )
        world.setURL(place, try PostgreSQLCluster.shared().url(place.database.name, role: role, password: password))
        return role
    }

    @Test func `a role that may open one connection is told before a run needs two`() async throws {
        let place = try world.addEnvironment("prod", .postgreSQLBySQL)
        _ = try restrict(
            place,
            grants: "GRANT INSERT, UPDATE ON users, user_mcp_api_keys TO ROLE",
            attributes: "CONNECTION LIMIT 1"
        )
        #expect(try await world.keyturn("plan").errorCodes == ["one-connection"])
        let doctor = try await world.keyturn("doctor")
        #expect(doctor.exitCode == 1 && doctor.output.contains("allows one connection at a time"), "\(doctor)")
    }

    struct Lack: Sendable {
        let grants: String
        /// What the plan needs.
        let errors: [String]
        /// What it does not: the owner is there.
        let warnings: [String]
    }

    @Test(arguments: [
        Lack(
            grants: "",
            errors: ["INSERT (api_key, created_at", "UPDATE (expires_at, is_active"],
            warnings: ["INSERT (created_at, email"]
        ),
        Lack(
            grants: "GRANT INSERT ON users, user_mcp_api_keys TO ROLE",
            errors: ["UPDATE (expires_at, is_active"],
            warnings: []
        ),
        Lack(
            grants: "GRANT INSERT, UPDATE ON user_mcp_api_keys TO ROLE",
            errors: [],
            warnings: ["INSERT (created_at, email"]
        ),
    ])
    func `a right that is missing is reported by plan, which is refused where it needs it`(_ lack: Lack) async throws {
        let place = try world.addEnvironment("prod", .postgreSQLBySQL, rotation: "{ every: 30d, overlap: 48h }")
        try place.insertByHand(old)
        let role = try restrict(place, grants: lack.grants)
        let plan = try await world.keyturn("plan")
        for words in lack.errors + lack.warnings {
            #expect(plan.errors.contains("the role \(role) lacks \(words)"), "\(plan)")
        }
        #expect(plan.errorCodes == lack.errors.map { _ in "permission-denied" }, "\(plan)")
        #expect(plan.warningCodes == lack.warnings.map { _ in "permission-denied" }, "\(plan)")
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == (lack.errors.isEmpty ? 0 : 1), "\(apply)")
        #expect(try place.accepted().contains(old))
        #expect(try place.accepted().count == (lack.errors.isEmpty ? 2 : 1))
    }

    @Test func `an environment with nothing to do only warns of a role that may not write`() async throws {
        let place = try world.addEnvironment("prod", .postgreSQLBySQL)
        try await world.expectConvergence()
        _ = try restrict(place)
        for verb in [["plan"], ["rotate"], ["status"]] {
            let run = try await world.keyturn(verb)
            #expect(run.exitCode == 0, "\(run)")
            #expect(run.errors.contains("permission-denied"), "\(run)")
        }
    }

    @Test func `a session that is read-only is reported by plan and doctor`() async throws {
        let place = try world.addEnvironment("prod", .postgreSQLBySQL)
        try place.database.execute("ALTER DATABASE \(place.database.name) SET default_transaction_read_only = on")
        let plan = try await world.keyturn("plan")
        #expect(plan.exitCode == 1)
        #expect(plan.errorCodes == ["database-read-only"], "\(plan)")
        let doctor = try await world.keyturn("doctor")
        #expect(doctor.exitCode == 1)
        #expect(doctor.output.contains("default_transaction_read_only"), "\(doctor)")
    }

    @Test(.enabled(if: Unprivileged.isPossible, "root needs setpriv to feel a mode"))
    func `a SQLite folder in which no journal can be made is reported by plan`() async throws {
        let place = try world.addEnvironment("prod", .sqliteDashed)
        let folder = String(place.database.name.dropLast("/server.db".count))
        #expect(chmod(folder, 0o555) == 0)
        let plan = try await world.keyturn("plan", wrapper: Unprivileged.wrapper)
        #expect(chmod(folder, 0o755) == 0)
        #expect(plan.exitCode == 1)
        #expect(plan.errorCodes == ["database-read-only"], "\(plan)")
    }

    // MARK: - Row-level security

    @Test(arguments: ["user_mcp_api_keys", "users"])
    func `rows that the role may not see are an error everywhere`(_ table: String) async throws {
        let place = try world.addEnvironment("prod", .postgreSQLBySQL)
        try world.addEnvironment("dev")
        try place.insertByHand(old)
        let role = try restrict(
            place,
            grants:
                "GRANT INSERT, UPDATE ON users, user_mcp_api_keys TO ROLE; ALTER TABLE \(table) ENABLE ROW LEVEL SECURITY"
        )
        for verb in ["plan", "status", "isolation", "verify"] {
            let run = try await world.keyturn(verb)
            #expect(run.exitCode != 0, "\(run)")
            #expect(run.errorCodes.contains("rows-hidden"), "\(run)")
            #expect(run.errors.contains("row-level security hides rows of \(table) from the role \(role)"), "\(run)")
            #expect(!run.output.contains("Isolated:"), "\(run)")
        }
        let doctor = try await world.keyturn("doctor", "-e", "prod")
        #expect(doctor.exitCode == 1)
        #expect(doctor.output.contains("row-level security hides rows of \(table)"), "\(doctor)")
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.errorCodes == ["rows-hidden"], "\(apply)")
        #expect(try place.accepted() == [old])
    }

    @Test func `a role that row-level security lets see everything works`() async throws {
        let place = try world.addEnvironment("prod", .postgreSQLBySQL)
        _ = try restrict(
            place,
            grants:
                "GRANT INSERT, UPDATE ON users, user_mcp_api_keys TO ROLE; ALTER TABLE users ENABLE ROW LEVEL SECURITY",
            attributes: "BYPASSRLS"
        )
        try await world.expectConvergence()
    }
}

internal import Configuration
internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// A database of an application whose profile is shipped, with rows as the application itself writes them.
struct ApplicationStore {
    let application: Application
    let database: SeedDatabase
    let profile: Profile

    init(_ application: Application, _ kind: SeedDatabase.Kind) throws {
        guard let profile = ShippedProfiles.profile(application.profile) else {
            throw TestFailure("no profile \(application.profile)")
        }
        self.application = application
        self.profile = profile
        database = try SeedDatabase(kind)
        try database.execute(ApplicationTables.clear(kind))
        try database.execute(application.schema.statements(kind))
    }

    private var table: String { "\"\(profile.table.text)\"" }

    /// Every row, as text.
    func rows() throws -> [[String?]] { try database.execute("SELECT * FROM \(table) ORDER BY 1") }

    /// A new key of the profile's form.
    func key() -> String {
        let bytes = (0..<128).map { _ in UInt8.random(in: 0...255) }
        let key: Secret =
            switch profile.key {
            case .plain(let format): format.key(from: Array(bytes.prefix(format.bytes)))
            case .pattern(let pattern): KeyFormat(pattern).key(from: Array(bytes.prefix(32)))
            }
        return key.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// Writes a row: `owner` is the number of one of the application's owners, `values` are literals.
    func insert(
        _ key: String,
        name: String,
        owner: Int = 0,
        values: [String: String] = [:],
        isLive: Bool = true,
        daysAgo: Int = 3
    ) throws {
        var columns = application.columns
        let secret = Secret(text: key)
        let stored = try stored(secret, &columns)
        columns[profile.stored.column] = database.literal(stored)
        switch profile.id?.source {
        case .uuid: columns[profile.id?.column ?? ""] = database.literal(randomUUID())
        case .text(let length):
            columns[profile.id?.column ?? ""] = database.literal(String(randomUUID().prefix(length)))
        case .pieces: columns[profile.id?.column ?? ""] = database.literal("\(key.prefix(8)).\(stored)")
        default: break
        }
        if let lookup = profile.lookup {
            switch lookup.piece {
            case .first(let count): columns[lookup.column] = database.literal(String(key.prefix(count)))
            case .last(let count): columns[lookup.column] = database.literal(String(key.suffix(count)))
            }
        }
        if let publicID = profile.publicID {
            let text = publicID.text(from: (0..<32).map { _ in UInt8.random(in: 0...255) })
            columns[publicID.column] = database.literal(text)
        }
        if let column = profile.owner { columns[column.column] = application.owners[owner] }
        for column in profile.only { columns[column.column] = column.value.text.map(database.literal) }
        if let column = profile.nameColumn { columns[column.column] = database.literal(name) }
        for active in profile.active {
            if isLive {
                if let text = active.live.first?.text { columns[active.column] = flag(text) }
            } else {
                let ended = active.ended == .now ? database.literal("2026-01-01 00:00:00+00:00") : flag("true")
                columns[active.column] = ended
            }
        }
        let made = Instant.current - .seconds(86_400 * daysAgo)
        for column in [profile.created, profile.updated].compactMap(\.self) {
            columns[column.column] = time(made, column)
        }
        if let expires = profile.expires, expires.isRequired || !isLive && profile.active.isEmpty {
            columns[expires.column] = time(.current + .seconds(isLive ? 86_400 * 60 : -3_600), expires)
        }
        for derived in profile.derived { columns[derived.form.column] = database.literal(Fingerprint(of: secret).hex) }
        columns.merge(values) { $1 }
        let names = columns.keys.sorted()
        try database.execute(
            """
            INSERT INTO \(table) (\(names.map { "\"\($0)\"" }.joined(separator: ", ")))
            VALUES (\(names.compactMap { columns[$0] }.joined(separator: ", ")))
            """
        )
    }

    private func stored(_ key: Secret, _ columns: inout [String: String]) throws -> String {
        let pepper = application.pepper.map { Secret(text: $0.value) }
        guard let digester = KeyDigester(profile.stored, of: profile.key, pepper: pepper) else {
            return key.withBytes { String(decoding: $0, as: UTF8.self) }
        }
        let fingerprint = Fingerprint(of: key)
        if let column = profile.stored.salt?.column {
            columns[column] = digester.salt(of: fingerprint).map(database.literal)
        }
        guard case .text(let text)? = digester.stored(key, fingerprint) else { throw TestFailure("no digest") }
        return text
    }

    private func flag(_ text: String) -> String {
        guard text == "true" || text == "false" else { return database.literal(text) }
        return database.kind.isPostgreSQL ? text : text == "true" ? "1" : "0"
    }

    private func time(_ instant: Instant, _ column: TimeColumn) -> String {
        let isPostgreSQL = database.kind.isPostgreSQL
        return switch isPostgreSQL ? column.postgreSQL : column.sqlite {
        case .epoch: String(instant.microseconds / 1_000_000)
        case .epochMilliseconds: String(instant.microseconds / 1_000)
        case .timestamptz: database.literal(instant.databaseText + "+00:00")
        case .timestamp, .iso: database.literal(instant.databaseText)
        }
    }
}

/// An application, and what its rows hold besides what the profile says.
struct Application: Sendable, CustomTestStringConvertible {
    let profile: String
    let schema: ApplicationTables.Schema

    /// As literals; empty where rows belong to no one.
    var owners: [String] = []

    /// What every row holds besides, as literals.
    var columns: [String: String] = [:]

    /// What two kinds of rows hold of the columns whose values identities say, as literals.
    var values: [[String: String]] = [[:], [:]]

    /// The variable that its profile names for a pepper, and a value.
    var pepper: (name: String, value: String)?

    /// What the identities of the two keys are called.
    var identities = ["backend-key", "baeckerei-sued"]

    var testDescription: String { profile }

    /// Every one whose profile is shipped.
    static let all: [Application] = [
        Application(
            profile: "litellm",
            schema: ApplicationTables.liteLLM,
            columns: ["aliases": "'{}'", "config": "'{}'", "permissions": "'{}'", "metadata": "'{}'", "spend": "0"],
            values: [["team_id": "'platform'", "max_budget": "50.5"], [:]]
        ),
        Application(
            profile: "n8n",
            schema: ApplicationTables.n8n,
            owners: ["'\(ApplicationTables.outlineOwner)'"],
            values: [["scopes": "'[\"workflow:read\"]'"], ["scopes": "'[\"workflow:read\",\"tag:list\"]'"]]
        ),
        Application(
            profile: "outline",
            schema: ApplicationTables.outline,
            owners: ["'\(ApplicationTables.outlineOwner)'"]
        ),
        Application(
            profile: "sanctum",
            schema: ApplicationTables.sanctum,
            owners: ["17", "3"],
            columns: ["abilities": "'[\"*\"]'"]
        ),
        Application(profile: "drf-api-key", schema: ApplicationTables.restFramework),
        Application(
            profile: "django-oauth-toolkit",
            schema: ApplicationTables.oauthToolkit,
            owners: ["17", "3"],
            columns: ["resource": "'[]'"],
            values: [
                ["application_id": "5", "scope": "'read write'"], ["application_id": "6", "scope": "'$read: \"all\"'"],
            ],
            identities: ["application-id-5", "application-id-6"]
        ),
        Application(
            profile: "gitea",
            schema: ApplicationTables.gitea,
            owners: ["17", "3"],
            values: [["scope": "'read:repository'"], ["scope": "''"]]
        ),
        Application(
            profile: "plausible",
            schema: ApplicationTables.plausible,
            owners: ["17", "3"],
            pepper: ("SECRET_KEY_BASE", "a base of a test that is long enough")
        ),
        Application(
            profile: "langfuse",
            schema: ApplicationTables.langfuse,
            owners: ["'north'", "'south'"],
            columns: ["display_secret_key": "'sk-lf-...'"],
            pepper: ("LANGFUSE_SALT", "a salt of a test")
        ),
        Application(
            profile: "strapi",
            schema: ApplicationTables.strapi,
            values: [["type": "'read-only'"], ["type": "'full-access'", "description": "'for the bakery'"]],
            pepper: ("API_TOKEN_SALT", "a salt of a test")
        ),
        Application(
            profile: "unleash",
            schema: ApplicationTables.unleash,
            values: [
                ["type": "'client'", "environment": "'development'"],
                ["type": "'frontend'", "environment": "'development'"],
            ]
        ),
    ]
}

import Model
import TestSupport
import Testing

@testable import Stores

/// Digests are written in the case in which the rows of a table have them.
struct DigestCaseTests {
    private static let kinds = [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed]

    /// A table of SHA-256 digests in hexadecimal.
    private static let tokens: DescribedTable = {
        let table = DescribedTable.tokens
        var profile = table.profile
        profile.stored.encoding = .hex
        return DescribedTable(
            testDescription: table.testDescription,
            profile: profile,
            postgreSQL: table.postgreSQL,
            sqlite: table.sqlite
        )
    }()

    @Test(arguments: kinds)
    func `a new digest is in upper case where all others are`(kind: SeedDatabase.Kind) async throws {
        let database = try Self.tokens.database(kind)
        let (first, second, third) = (Self.tokens.key(), Self.tokens.key(), Self.tokens.key())
        func issue(_ key: NewKey) async throws {
            let store = try Self.tokens.store(on: database)
            _ = try await store.observe(owners: [Self.tokens.declared])
            try await store.issue([key], owners: [], at: now)
            // What is written is proven and found again.
            let rows = try await store.observe(owners: [Self.tokens.declared]).keys
            #expect(rows.contains { $0.fingerprint == key.fingerprint })
        }
        func digests() throws -> Set<String> {
            Set(try database.execute("SELECT token FROM tokens").compactMap { $0.first.flatMap(\.self) })
        }
        try await issue(first)
        #expect(try digests() == ["sha256$\(first.fingerprint.hex)"])
        try database.execute("UPDATE tokens SET token = 'sha256$' || upper(substr(token, 8))")
        try await issue(second)
        #expect(
            try digests() == [
                "sha256$\(first.fingerprint.hex.uppercased())", "sha256$\(second.fingerprint.hex.uppercased())",
            ]
        )
        // Of a table that has both nothing can be learnt.
        try database.execute(
            "UPDATE tokens SET token = lower(token) WHERE token LIKE '%\(second.fingerprint.hex.uppercased())'"
        )
        try await issue(third)
        #expect(try digests().contains("sha256$\(third.fingerprint.hex)"))
    }

    @Test func `names are marked and read whatever their collation`() async throws {
        let database = try DescribedTable.restFramework.database(.postgreSQLBySQL)
        let table = DescribedTable.restFramework
        let name = try #require(table.profile.nameColumn?.column)
        try database.execute(
            "CREATE COLLATION anycase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"
        )
        let type = "varchar(150)"
        try database.execute(
            "ALTER TABLE \"\(table.profile.table.text)\" ALTER COLUMN \"\(name)\" TYPE \(type) COLLATE anycase"
        )
        try database.execute(
            "ALTER TABLE \"\(table.profile.table.text)\" ALTER COLUMN prefix TYPE varchar(8) COLLATE \"POSIX\""
        )
        let store = try table.store(on: database)
        let (old, new) = (table.key(createdAt: now - .seconds(86_400)), table.key())
        try await store.issue([old, new], owners: [], at: now)
        let rows = try await store.observe(owners: [table.declared]).keys
        #expect(rows.count == 2)
        #expect(try await store.end(KeyEndings(deactivatedKeys: [old.fingerprint]), at: now).deactivated == 1)
        let left = try await store.observe(owners: [table.declared]).keys.filter { $0.isLive(at: now) }
        #expect(left.map(\.fingerprint.digits) == [new.fingerprint.digits])
    }
}

import Digests
import Foundation
import TestSupport
import Testing

@testable import Stores

/// The few calls of SQLite that stores are made of.
@Suite struct SQLiteDatabaseTests {
    private let folder: TemporaryFolder
    private let database: SQLiteDatabase

    init() throws {
        folder = try TemporaryFolder()
        // An empty file is an empty database.
        try Data().write(to: URL(fileURLWithPath: folder("a.db")))
        database = try SQLiteDatabase(path: folder("a.db"), busyMilliseconds: 1, functions: SQLiteFunctions.all)
        try database.execute("CREATE TABLE t (v)")
    }

    @Test(arguments: [
        SQLiteCell.null, .integer(.min), .integer(7), .real(1.5), .text(""), .text("a\u{0}b é"), .blob([0, 255]),
    ])
    func `a value comes back as it was written`(_ cell: SQLiteCell) throws {
        struct Argument: SQLiteArgument { let cell: SQLiteCell }
        try database.execute("INSERT INTO t VALUES (?)", [Argument(cell: cell)])
        #expect(try database.map("SELECT v FROM t") { $0[0] } == [cell])
    }

    @Test func `text that is asked for is text, whatever is stored`() throws {
        try database.execute("INSERT INTO t VALUES (7), (1.5), ('x'), (NULL), (x'4142')")
        #expect(try database.map("SELECT v FROM t") { $0.text(0) } == ["7", "1.5", "x", nil, "AB"])
        #expect(try database.texts("SELECT v FROM t") == ["7", "1.5", "x", "AB"])
        #expect(try database.text("SELECT v FROM t WHERE v IS NULL") == nil)
        #expect(try database.text("SELECT v FROM t WHERE v = 'none'") == nil)
    }

    @Test func `a prepared statement runs for each list of arguments, and forgets the former`() throws {
        let insert = try database.prepare("INSERT INTO t VALUES (?)")
        try insert.execute([1])
        try insert.execute(["x"])
        try insert.execute()
        #expect(database.changesCount == 1)
        #expect(try database.map("SELECT v FROM t") { $0[0] } == [.integer(1), .text("x"), .null])
    }

    @Test func `a transaction that fails is undone, and a failure in the middle of reading holds no lock`() throws {
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try database.immediately {
                try database.execute("INSERT INTO t VALUES (1)")
                throw Stop()
            }
        }
        try database.execute("INSERT INTO t VALUES (2), (3)")
        #expect(throws: Stop.self) { try database.forEach("SELECT v FROM t") { _ in throw Stop() } }
        let other = try SQLiteDatabase(path: folder("a.db"), busyMilliseconds: 1, functions: [])
        try other.immediately { try other.execute("DELETE FROM t WHERE v = 2") }
        #expect(try database.map("SELECT v FROM t") { $0[0] } == [.integer(3)])
    }

    @Test func `who waits in vain for a lock is told that it is busy`() throws {
        let other = try SQLiteDatabase(path: folder("a.db"), busyMilliseconds: 1, functions: [])
        try database.immediately {
            #expect(throws: SQLiteFailure.self) { try other.immediately {} }
        }
        try other.immediately {}
    }

    @Test func `a name in double quotes is no text, and foreign keys are enforced`() throws {
        #expect(throws: SQLiteFailure.self) { try database.execute("SELECT \"none\"") }
        #expect(try database.text("PRAGMA foreign_keys") == "1")
    }

    @Test func `a file that is not there is not made`() {
        #expect(throws: SQLiteFailure.self) {
            try SQLiteDatabase(path: folder("none.db"), busyMilliseconds: 1, functions: [])
        }
    }

    @Test func `digests and times are made by functions of ours`() throws {
        let digest = SHA256.digest(of: UnsafeRawBufferPointer(start: nil, count: 0))
        #expect(digest.count == 32)
        #expect(try database.map("SELECT keyturn_sha256('')") { $0[0].bytes } == [digest])
        #expect(try database.map("SELECT keyturn_credential('')") { $0[0] } == [.null])
        #expect(
            try database.map("SELECT keyturn_microseconds('1970-01-01 00:00:01'), keyturn_microseconds('no')") {
                [$0[0], $0[1]]
            } == [[.integer(1_000_000), .null]]
        )
    }
}

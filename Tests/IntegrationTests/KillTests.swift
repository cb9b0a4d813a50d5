internal import Glibc
internal import TestSupport
internal import Testing

/// The binary killed at every step of an apply: no fragment is ever dark, and the next run converges (promises 1 and 4).
///
/// `strace` kills it as it enters the n-th of the system calls that change files. The count is each thread's own, so the
/// points lie close together where several threads work, and some are met twice.
@Suite(.enabled(if: Tool.strace.isInstalled, "strace is not installed"), .unlessItHangs)
struct KillTests {
    private let old = randomKey()

    /// Two environments that share a key, over both journals that SQLite has.
    private func found() throws -> World {
        let world = try World()
        for (name, kind) in [("dev", SeedDatabase.Kind.sqliteDashed), ("prod", .sqliteWAL)] {
            let place = try world.addEnvironment(name, kind)
            try place.insertByHand(old)
            try world.paste(old, into: place)
        }
        return world
    }

    /// Kills an apply at the n-th of the calls, and looks at what is left.
    ///
    /// Says whether there was an n-th call to be killed at.
    private func kill(at calls: String, _ count: Int) async throws -> Bool {
        let world = try found()
        let killed = try await world.keyturn(
            "apply",
            "--yes",
            wrapper: Strace.killing(at: calls, count),
            mayLeave: true
        )
        guard killed.signal == SIGKILL else {
            #expect(killed.exitCode == 0, "\(killed)")
            return false
        }
        for place in world.places { try world.expectLit(place) }
        // The next run continues from there, removes what was left behind, and leaves nothing to do.
        try await world.expectConvergence()
        for place in world.places {
            #expect(try !world.delivered(to: place).values.contains(old), "\(place.name) at \(calls) \(count)")
            #expect(try place.end(of: old) != nil, "\(place.name) at \(calls) \(count)")
        }
        return true
    }

    private static let renames = "?rename,?renameat,?renameat2"
    private static let syncs = "?fsync,?fdatasync"
    private static let writes = "?write,?pwrite64"
    private static let opens = "?open,?openat,?unlink,?unlinkat,?fchmod,?ftruncate,?mkdir,?mkdirat"

    @Test(arguments: [renames, syncs]) func `killed at any rename or sync`(_ calls: String) async throws {
        var count = 1
        while try await kill(at: calls, count) { count += 1 }
        #expect(count > 2, "there are calls to be killed at")
    }

    @Test(arguments: [(writes, 1), (opens, 7)]) func `killed at a write or an open`(_ calls: String, _ step: Int)
        async throws
    {
        var count = 1
        while try await kill(at: calls, count) { count += step }
        #expect(count > 3 * step, "there are calls to be killed at")
    }
}

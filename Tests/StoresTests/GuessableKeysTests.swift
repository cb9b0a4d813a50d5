import Model
import TestSupport
import Testing

@testable import Stores

/// Keys of owners that no one declares: their text does not leave the server, which says whether it could be guessed.
@Suite struct GuessableKeysTests {
    private static let chosen = [
        "hunter2", "mcp_" + String(repeating: "0123456789abcdef", count: 4), "correct-horse-battery-staple-42",
        String(repeating: "aB3", count: 11), "abcdefghijklmnopqrstuvwxyz0123456789",
        "x", "Ünïcödé-pässwörd-für-dïe-Täblé", String(repeating: "-", count: 40), "'\\\\\"'",
        "2026-11-24 12:00:00 backup",
    ]

    private static func drawn() -> [String] {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        return (0..<20).flatMap { _ in
            [randomKey(), randomKey(prefix: ""), String((0..<43).map { _ in letters[Int.random(in: 0..<64)] })]
        }
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `of a key that could be guessed no digit is shown, of one that was drawn they are`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let fixture = try StoreFixture(kind)
        let other = owner()
        try fixture.database.insert(other)
        let drawn = Self.drawn()
        for key in Self.chosen + drawn {
            try fixture.database.insertKey(key, owner: other.id, name: "other", createdAt: now)
        }
        let found = try await fixture.store.observe(owners: []).otherKeys
        let shown = Dictionary(uniqueKeysWithValues: found.map { ($0.fingerprint, $0.fingerprint.description) })
        for key in Self.chosen {
            let fingerprint = Fingerprint(of: Secret(text: key))
            #expect(shown[fingerprint].map(Fingerprint.isRowMark) == true, "\(key)")
        }
        for key in drawn {
            let fingerprint = Fingerprint(of: Secret(text: key))
            #expect(shown[fingerprint] == fingerprint.digits)
        }
        #expect(found.count == Self.chosen.count + drawn.count)
    }
}

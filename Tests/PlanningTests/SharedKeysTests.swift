import Model
import State
import Testing

/// Keys that two environments have are found by the beginnings of their fingerprints first.
@Suite struct SharedKeysTests {
    private struct Inventory: KeyInventory {
        let name: String
        let known: [Fingerprint]
        var written: [Fingerprint] = []

        var knownCount: Int { known.count }

        func forEachKnown(at now: Instant, _ body: (Fingerprint, () -> (Place.Kind, Holding.Form)) -> Void) {
            for key in known { body(key) { (.identity("backend"), .live(until: nil)) } }
        }

        func forEachWritten(_ body: (Fingerprint, () -> Place.Kind) -> Void) {
            for key in written { body(key) { .file("backend.env") } }
        }
    }

    /// A fingerprint that begins and goes on with these numbers.
    private func fingerprint(_ first: UInt64, _ second: UInt64 = 0) throws -> Fingerprint {
        var bytes: [UInt8] = []
        for word in [first, second, 0, 0] { withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) } }
        return try #require(bytes.withUnsafeBytes { Fingerprint(digest: $0) })
    }

    private func shared(_ inventories: Inventory...) -> Set<Fingerprint> {
        Set(SharedKeys(of: inventories, now: now).places.keys)
    }

    @Test func `without a key nothing is shared`() {
        #expect(shared(Inventory(name: "dev", known: []), Inventory(name: "prod", known: [])).isEmpty)
    }

    @Test func `keys that begin alike are not shared`() throws {
        let dev = Inventory(name: "dev", known: [try fingerprint(7, 1)])
        let prod = Inventory(name: "prod", known: [try fingerprint(7, 2)], written: [try fingerprint(7, 3)])
        #expect(shared(dev, prod).isEmpty)
    }

    @Test func `a key that one environment has many times is not shared`() throws {
        let key = try fingerprint(0)
        let dev = Inventory(name: "dev", known: [key, key], written: [key])
        #expect(shared(dev, Inventory(name: "prod", known: [try fingerprint(1)])).isEmpty)
    }

    @Test func `a key in a row here and a file there is shared`() throws {
        let key = try fingerprint(5)
        #expect(
            shared(Inventory(name: "dev", known: [key]), Inventory(name: "prod", known: [], written: [key])) == [key]
        )
    }

    /// The last digits of a beginning say where it is looked for: here all are the same.
    @Test func `of a thousand keys that fall on one place the shared ones are found`() throws {
        let all = try (0..<1_000).map { try fingerprint(UInt64($0) << 32 | 0xffff_ffff) }
        let dev = Inventory(name: "dev", known: Array(all[..<400]))
        let staging = Inventory(name: "staging", known: Array(all[390..<700]))
        let prod = Inventory(name: "prod", known: Array(all[700...]), written: [all[3]])
        #expect(shared(dev, staging, prod) == Set(all[390..<400] + [all[3]]))
    }
}

import Diagnostics
import Fragments
import Model
import State
import Testing

@testable import Planning

/// A server that takes a key with its prefix and without it: both spellings are one key.
@Suite struct KeySpellingsTests {
    private static let spellings = KeySpellings(prefix: "mcp_")

    /// The key without its prefix.
    private static func bare(_ seed: UInt8) -> Secret {
        key(seed).withBytes { Secret(UnsafeRawBufferPointer(rebasing: $0.dropFirst(4))) }
    }

    private static func spelled(_ secret: Secret, active: Bool = true, name: String = keyName) -> KeyRow {
        KeyRow(
            id: "row-\(Fingerprint(of: secret))",
            owner: ownerID,
            name: name,
            plaintext: secret,
            isActive: active,
            expiresAt: nil,
            createdAt: now + -1 * day,
            lastUsedAt: nil,
            spellings: spellings
        )
    }

    @Test func `each spelling's other one is the other`() {
        #expect(Self.spellings.other(of: key(1)) == Fingerprint(of: Self.bare(1)))
        #expect(Self.spellings.other(of: Self.bare(1)) == fingerprint(1))
        #expect(KeySpellings(prefix: "mcp_", withPrefix: false).other(of: key(1)) == nil)
        #expect(KeySpellings(prefix: "mcp_", withoutPrefix: false).other(of: Self.bare(1)) == nil)
    }

    @Test func `a key is shared, whatever its spelling in the other environment`() {
        let prod = Scene(rows: [Self.spelled(key(1))], delivered: key(1))
        let dev = Scene(name: "dev", rows: [Self.spelled(Self.bare(1))])
        let plan = plan(dev, prod)
        #expect(plan.changes.map(\.action) == [.replace, .replace])
        #expect(plan.pairs.count == 1)
    }

    @Test func `a key of another owner, digested by the database, is compared in both spellings`() {
        let other = StoreObservation.OtherKey(
            fingerprint: Fingerprint(of: Self.bare(1)),
            otherSpelling: fingerprint(1),
            expiresAt: nil
        )
        let dev = Scene(name: "dev", rows: [Self.spelled(key(2))], others: [other], delivered: key(2))
        let plan = plan(dev, Scene(rows: [row(1, created: -1 * day)], delivered: key(1)))
        #expect(plan.changes.map(\.action) == [.replace])
        #expect(plan.changes.map(\.from) == [fingerprint(1)])
    }

    @Test func `a shared key is listed once, whichever spellings there are`() {
        let prod = Scene(rows: [Self.spelled(key(1))], delivered: key(1))
        for row in [Self.spelled(Self.bare(1)), Self.spelled(key(1))] {
            let dev = Scene(name: "dev", rows: [row])
            #expect(SharedKeys(among: [dev.view, prod.view], now: now).holdings.count == 1)
        }
    }

    @Test(arguments: [true, false])
    func `a listed or a published key is found in a row with the other spelling`(isListed: Bool) {
        let scene = Scene(rows: [Self.spelled(Self.bare(1))])
        let published = PublishedKey(fingerprint: fingerprint(1), place: "an example")
        let plan =
            isListed
            ? plan(scene, revoked: [fingerprint(1)]) : plan(scene, published: [published])
        #expect(plan.changes.map(\.action) == [.revoke])
    }

    @Test func `a fragment with the other spelling of a live key does not hold a dead one`() {
        let bare = Self.bare(1).withBytes { String(decoding: $0, as: UTF8.self) }
        let file = ObservedFile.file(Secret(text: "# mine\nPM_MCP_API_KEY=\(bare)\n"), attributesMatch: true)
        let plan = plan(Scene(rows: [Self.spelled(key(1))], file: file))
        #expect(plan.diagnostics.isEmpty)
        #expect(plan.changes.map(\.action) == [.deliver])
        #expect(plan.changes.first?.files.map(\.holdsDeadKey) == [false])
    }

    private static func text(_ secret: Secret) -> String {
        secret.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [true, false], [true, false])
    func `a listed or a published key that no row knows is found in a file in the other spelling`(
        _ isListed: Bool,
        _ isBare: Bool
    ) {
        let (written, listed) = isBare ? (Self.bare(9), key(9)) : (key(9), Self.bare(9))
        let note = Secret(text: "see \(Self.text(written)) here\n")
        var beside = Scene(rows: [Self.spelled(key(1))], delivered: key(1), spellings: Self.spellings)
        beside.otherFiles = ["notes.txt": note]
        let users = Secret(text: "# mine\nOTHER=\(Self.text(written))\nPM_MCP_API_KEY=\(Self.text(key(1)))\n")
        let inside = Scene(
            rows: [Self.spelled(key(1))],
            file: .file(users, attributesMatch: true),
            spellings: Self.spellings
        )
        let listing = isListed ? [Fingerprint(of: listed)] : []
        let published = isListed ? [] : [PublishedKey(fingerprint: Fingerprint(of: listed), place: "an example")]
        for scene in [beside, inside] {
            let plan = plan(scene, revoked: listing, published: published)
            #expect(plan.diagnostics.map(\.code) == ["revoked-key-remains"])
            #expect(plan.diagnostics.first?.summary.contains(Fingerprint(of: written).description) == true)
        }
        // Another server's keys have one spelling.
        beside.spellings = nil
        #expect(plan(beside, revoked: listing, published: published).diagnostics.isEmpty)
    }

    @Test(arguments: [true, false])
    func `a listed key that is delivered in the other spelling, and that no row knows, is no doubt of the store`(
        _ isListed: Bool
    ) {
        let file = Secret(text: "# mine\nPM_MCP_API_KEY=\(Self.text(key(9)))\n")
        let scene = Scene(
            rows: [Self.spelled(key(1))],
            file: .file(file, attributesMatch: true),
            spellings: Self.spellings
        )
        let plan = plan(scene, revoked: isListed ? [Fingerprint(of: Self.bare(9))] : [])
        #expect(plan.diagnostics.contains { $0.code == "unknown-key-delivered" } == !isListed)
    }

    @Test(arguments: [true, false])
    func `a key that no one declares is orphaned, whatever its spelling in a file of ours`(_ isBare: Bool) {
        let header = "# Written by keyturn; do not edit.\n"
        let orphan = Self.spelled(isBare ? Self.bare(9) : key(9), name: "Old script")
        var scene = Scene(rows: [Self.spelled(key(1)), orphan], delivered: key(1), spellings: Self.spellings)
        scene.otherFiles = [
            "old.env": Secret(text: header + "A=\(Self.text(isBare ? key(9) : Self.bare(9)))\n")
        ]
        let orphans = plan(scene).environments.first?.orphans.told
        #expect(orphans?.keys.map(\.fingerprint) == [orphan.fingerprint])
    }

    @Test func `a published key is a finding of isolation in a file, in the other spelling`() {
        var dev = Scene(name: "dev", rows: [Self.spelled(key(1))], delivered: key(1), spellings: Self.spellings)
        dev.otherFiles = ["notes.txt": Self.bare(9)]
        let report = IsolationReport(
            of: [dev.view, Scene(rows: [Self.spelled(key(2))], delivered: key(2)).view],
            published: { $0 == fingerprint(9) ? "a public file" : nil },
            now: now
        )
        #expect(report.findings.map(\.kind) == [.published("a public file")])
        #expect(report.findings.first?.fingerprint == Fingerprint(of: Self.bare(9)))
    }

    @Test func `revoke takes the fingerprint of either spelling`() {
        let request = Mandate.Request.revoke(Mandate.Revocation(fingerprint: Fingerprint(of: Self.bare(1)).hex))
        let mandate = Mandate(scope: .unattended, only: [Address("prod", "backend")], request: request)
        let plan = plan(Scene(rows: [Self.spelled(key(1))], delivered: key(1)), as: mandate)
        #expect(plan.changes.map(\.action) == [.revoke])
    }

    @Test func `a manifest tells both spellings`() throws {
        let dev = Scene(name: "dev", rows: [Self.spelled(Self.bare(1))]).view
        let prod = Scene(rows: [Self.spelled(key(1))], delivered: key(1)).view
        let pepper = Pepper(Secret(text: String(repeating: "p", count: 40)))
        let manifests = [dev, prod].map { Manifest(of: $0, pepper: pepper, host: "h", version: "1", now: now) }
        let read = try manifests.map { try ManifestReader.read($0.json(pepper: pepper)) }
        #expect(SharedKeys(of: read, now: now).holdings.count == 1)
    }
}

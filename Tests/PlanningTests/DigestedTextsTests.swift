import Diagnostics
import Model
import Testing

@testable import Planning
@testable import State

/// Which keys tables hold digests of that are not their fingerprints.
struct DigestedTextsTests {
    private static func digester(
        _ scheme: StoredForm.Scheme,
        salted: Bool = true,
        pepper: String? = nil
    ) -> KeyDigester {
        var form = StoredForm(column: "digest")
        form.scheme = scheme
        if salted {
            form.salt = KeySalt(length: 12, encoding: .alphanumeric)
            form.salt?.column = "salt"
            if scheme != .pbkdf2SHA256 { form.salt?.place = .before }
        }
        if scheme == .pbkdf2SHA256 { (form.rounds, form.length) = (3, 32) }
        if pepper != nil { form.pepper = StoredPepper(variables: "${PEPPER}", place: .before) }
        guard let digester = KeyDigester(form, of: .standard, pepper: pepper.map { Secret(text: $0) }) else {
            preconditionFailure("a form of this file has no digests")
        }
        return digester
    }

    /// A row that holds the digest of a key.
    private static func row(
        _ seed: UInt8,
        _ digester: KeyDigester,
        marked: Bool = true,
        piece: String? = nil,
        id: String? = nil
    ) -> KeyRow {
        let (text, fingerprint) = (key(seed), fingerprint(seed).drawn)
        let salt = digester.salt(of: fingerprint)
        let reference = text.withBytes { digester.reference(of: $0, salt: salt) }
        let own = text.withBytes { KeyDigester.piece(.first(8), of: $0) }
        return KeyRow(
            id: id ?? "row-\(seed)",
            owner: ownerID,
            markedName: marked ? MarkedName(keyName, of: fingerprint).text : keyName,
            digested: DigestedKey(reference: reference ?? .ofNothing, salt: salt, piece: piece ?? own),
            isActive: true,
            expiresAt: nil,
            createdAt: now - day,
            lastUsedAt: nil
        )
    }

    private static func scene(_ name: String, _ digester: KeyDigester, _ rows: [KeyRow], delivers seed: UInt8?) -> Scene
    {
        var scene = Scene(name: name)
        scene.digester = digester
        scene.rows = rows
        scene.isCopy = true
        scene.delivered = seed.map { key($0) }
        return scene
    }

    private static func resolved(_ scenes: Scene...) throws -> (observed: [ObservedEnvironment], slow: Int) {
        let all = scenes.map(\.view.observed)
        var known = try #require(DigestedTexts(of: all))
        let resolved = all.map { known.resolved($0) }
        return (resolved, known.slowDigests)
    }

    @Test func `an idle look at PBKDF2 rows computes none`() throws {
        let digester = Self.digester(.pbkdf2SHA256)
        let rows = (1...200).map { Self.row($0, digester) }
        let (observed, slow) = try Self.resolved(Self.scene("prod", digester, rows, delivers: 7))
        #expect(slow == 0)
        let view = EnvironmentView(observed[0], now: now)
        #expect(view.keys.states[0].current?.fingerprint == fingerprint(7))
        #expect(observed[0].store.keys.count(where: \.isUnknown) == 199)
        // A check that is to prove it computes the one that is delivered.
        let scene = Self.scene("prod", digester, rows, delivers: 7).view.observed
        var known = try #require(DigestedTexts(of: [scene]))
        #expect(known.resolved(scene, proves: true).store.keys.count(where: \.isUnknown) == 199)
        #expect(known.slowDigests == 1)
    }

    @Test func `a slow row without a mark is tried where the lookup column says so, once`() throws {
        let digester = Self.digester(.pbkdf2SHA256)
        let (observed, slow) = try Self.resolved(
            Self.scene(
                "prod",
                digester,
                [Self.row(1, digester, marked: false), Self.row(2, digester, marked: false, piece: "another_")],
                delivers: 1
            )
        )
        #expect(slow == 1)
        #expect(observed[0].store.keys.map(\.isUnknown) == [false, true])
    }

    @Test func `a text is tried on a few rows at most, however many look alike`() throws {
        let digester = Self.digester(.pbkdf2SHA256)
        let rows = (1...50).map { Self.row($0, digester, marked: false, piece: "mcp_alike") }
        var scene = Self.scene("prod", digester, rows, delivers: 99)
        scene.lookup = nil
        #expect(try Self.resolved(scene).slow == 0)
        let alike = (1...50).map { number in
            Self.row(number, digester, marked: false, piece: key(99).withBytes { KeyDigester.piece(.first(8), of: $0) })
        }
        let (observed, slow) = try Self.resolved(Self.scene("prod", digester, alike, delivers: 99))
        #expect(slow == 8 && observed[0].untriedRows == 42)
        let found = Planner.plan(
            [EnvironmentView(observed[0], now: now)],
            comparedWith: [],
            Situation(now: now, mandate: .everything)
        )
        .diagnostics
        let note = try #require(found.first { $0.code == "rows-not-tried" })
        #expect(note.severity == .note && note.summary.hasPrefix("42 rows of prod were not compared"))
        // Where its row is among those that were tried, or few are alike, there is nothing to tell.
        let own = key(1).withBytes { KeyDigester.piece(.first(8), of: $0) }
        let first = (1...50).map { Self.row($0, digester, marked: false, piece: own) }
        #expect(try Self.resolved(Self.scene("prod", digester, first, delivers: 1)).observed[0].untriedRows == 0)
        #expect(
            try Self.resolved(Self.scene("prod", digester, Array(first.prefix(8)), delivers: 99)).observed[0]
                .untriedRows == 0
        )
    }

    @Test func `a mark that someone wrote by hand tells nothing where the digest is quick`() throws {
        let digester = Self.digester(.sha256)
        var forged = Self.row(2, digester)
        forged = KeyRow(
            id: "forged",
            owner: ownerID,
            markedName: MarkedName(keyName, of: fingerprint(1).drawn).text,
            digested: try #require(forged.digested),
            isActive: true,
            expiresAt: nil,
            createdAt: now - day,
            lastUsedAt: nil
        )
        let (observed, slow) = try Self.resolved(Self.scene("prod", digester, [forged], delivers: 1))
        #expect(observed[0].store.keys[0].isUnknown && slow == 0)
    }

    @Test func `a key that another environment delivers is known in a table with another pepper`() throws {
        let (one, other) = (
            Self.digester(.sha512, salted: false, pepper: "one"), Self.digester(.sha512, salted: false, pepper: "other")
        )
        let (observed, _) = try Self.resolved(
            Self.scene("prod", one, [Self.row(1, one)], delivers: 1),
            Self.scene("dev", other, [Self.row(1, other, marked: false)], delivers: nil)
        )
        let views = observed.map { EnvironmentView($0, now: now) }
        #expect(views[1].observed.store.keys[0].fingerprint == fingerprint(1))
        #expect(SharedKeys(among: views, now: now).places[fingerprint(1)]?.count == 3)
        // Its text is not in dev's own places.
        #expect(views[1].keys.states[0].current == nil)
    }

    @Test func `rows whose key no one has are compared by their digests where form and pepper are the same`() throws {
        let (one, other) = (
            Self.digester(.sha512, salted: false, pepper: "one"), Self.digester(.sha512, salted: false, pepper: "other")
        )
        func report(_ second: KeyDigester) throws -> IsolationReport {
            let (observed, _) = try Self.resolved(
                Self.scene("prod", one, [Self.row(1, one), Self.row(3, one)], delivers: 3),
                Self.scene("dev", second, [Self.row(1, second, marked: false)], delivers: nil)
            )
            return IsolationReport(of: observed.map { EnvironmentView($0, now: now) }, now: now)
        }
        let same = try report(one)
        #expect(same.findings.map(\.kind) == [.shared] && same.notComparable.isEmpty && !same.isIsolated)
        let apart = try report(other)
        #expect(apart.findings.isEmpty && apart.isIsolated && !apart.isComplete)
        #expect(apart.notComparable.map(\.count) == [1] && apart.notComparable.allSatisfy(\.isByForm))
    }

    @Test func `manifests say as much as the environments themselves`() throws {
        let (one, other) = (
            Self.digester(.sha512, salted: false, pepper: "one"), Self.digester(.sha512, salted: false, pepper: "other")
        )
        let pepper = Pepper(Secret(text: "a pepper of the team, long enough for any rule"))
        func report(_ second: KeyDigester) throws -> IsolationReport {
            let (observed, _) = try Self.resolved(
                Self.scene("prod", one, [Self.row(1, one), Self.row(3, one)], delivers: 3),
                Self.scene("dev", second, [Self.row(1, second, marked: false)], delivers: nil)
            )
            let manifests = try observed.map { observed in
                let view = EnvironmentView(observed, now: now)
                let manifest = Manifest(of: view, pepper: pepper, host: "host", version: "1", now: now)
                return try ManifestReader.read(manifest.json(pepper: pepper))
            }
            return IsolationReport(of: manifests, now: now)
        }
        let same = try report(one)
        #expect(same.findings.map(\.kind) == [.shared])
        let apart = try report(other)
        #expect(apart.findings.isEmpty && apart.notComparable.filter(\.isByForm).map(\.count) == [1])
    }

    @Test func `a pepper is wrong where a delivered key has a row of ours with another digest`() throws {
        let (one, other) = (
            Self.digester(.sha512, salted: false, pepper: "one"), Self.digester(.sha512, salted: false, pepper: "other")
        )
        func isWrong(_ rows: [KeyRow], delivers seed: UInt8?) throws -> Bool {
            let (observed, _) = try Self.resolved(Self.scene("prod", one, rows, delivers: seed))
            return DigestedTexts.isStoredWrong(in: observed[0])
        }
        #expect(try isWrong([Self.row(1, other)], delivers: 1))
        #expect(try !isWrong([Self.row(1, one)], delivers: 1))
        #expect(try !isWrong([Self.row(1, other)], delivers: 2))
        #expect(try !isWrong([Self.row(1, other)], delivers: nil))
        #expect(try !isWrong([], delivers: 1))
        // One row is as the pepper makes it: the other was edited.
        #expect(try !isWrong([Self.row(1, one), Self.row(2, other)], delivers: 1))
    }

    @Test func `a word in a file tells which row holds its key by the mark of a row that Keyturn issued`() throws {
        let digester = Self.digester(.sha256)
        var scene = Self.scene(
            "prod",
            digester,
            [Self.row(1, digester), Self.row(2, digester, marked: false)],
            delivers: nil
        )
        scene.otherFiles = ["old.env": key(1).withBytes { Secret(Array("OLD_KEY=".utf8) + $0) }]
        let observed = scene.view.observed
        var known = try #require(DigestedTexts(of: [observed]))
        let marked = known.marked(observed)
        #expect(marked.store.keys.map(\.isUnknown) == [false, true])
        #expect(marked.store.keys[0].fingerprint == fingerprint(1))
        // Its text is in no place of an identity's.
        #expect(EnvironmentView(marked, now: now).keys.states[0].current == nil)
    }

    @Test func `a mark beside a text whose digest is another tells nothing`() throws {
        let (one, other) = (
            Self.digester(.sha512, salted: false, pepper: "one"), Self.digester(.sha512, salted: false, pepper: "other")
        )
        let observed = Self.scene("prod", one, [Self.row(1, other)], delivers: 1).view.observed
        var known = try #require(DigestedTexts(of: [observed]))
        #expect(known.marked(observed).store.keys[0].isUnknown)
    }

    @Test(arguments: [12, 20, 64])
    func `a revoked key whose text is not here is found by the mark of its row, however many digits are listed`(
        digits: Int
    ) throws {
        let digester = Self.digester(.sha256)
        let row = Self.row(1, digester)
        let entry = RevocationList.Entry(
            fingerprint: String(fingerprint(1).hex.prefix(digits)),
            date: "2026-11-20",
            reason: "leaked",
            location: .init(file: "_revoked.yaml", line: 1, column: 1)
        )
        #expect(RevocationList([entry]).ban(of: row) == .listed(entry))
        #expect(RevocationList([entry]).ban(of: Self.row(2, digester)) == nil)
        #expect(RevocationList([entry]).ban(of: Self.row(1, digester, marked: false)) == nil)
        let asked = Mandate.Revocation(fingerprint: entry.fingerprint)
        #expect(asked.names(row) && !asked.names(Self.row(2, digester)))
    }
}

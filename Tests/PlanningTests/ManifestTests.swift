import Diagnostics
import Model
import Testing

@testable import Planning
@testable import State

@Suite struct ManifestTests {
    private static let pepper = Pepper(Secret(text: "a pepper of these tests"))
    private static let other = Pepper(Secret(text: "another one of these tests"))

    private static func export(_ scene: Scene, _ pepper: Pepper? = pepper) -> ManifestSet.File {
        let manifest = Manifest(of: scene.view, pepper: pepper, host: "host", version: "1.2.3", now: now)
        return ("\(scene.name).json", Array(manifest.json(pepper: pepper).pretty.utf8))
    }

    private static let published: [PublishedKey] = [
        PublishedKey(fingerprint: Fingerprint(of: drawnKey(3)), place: "a public compose file")
    ]

    private static func online(_ scenes: [Scene]) -> IsolationReport {
        IsolationReport(
            of: scenes.map(\.view),
            published: { key in published.first { $0.fingerprint == key }?.place },
            now: now
        )
    }

    /// What a report says, with its fingerprints as the manifests have them.
    private struct Verdict: Equatable {
        let isIsolated: Bool
        let pairs: [IsolationPair]
        let findings: Set<[String]>
        let ending: Set<[String]>

        init(_ report: IsolationReport, keyed: (Fingerprint) -> Fingerprint = { $0 }) {
            isIsolated = report.isIsolated
            pairs = report.pairs
            func told(_ findings: [IsolationReport.Finding]) -> Set<[String]> {
                Set(
                    findings.map { finding in
                        ["\(finding.kind)", finding.fingerprint.map { keyed($0).hex } ?? ""] + finding.environments
                            + finding.holdings.map { "\($0)" }
                    }
                )
            }
            findings = told(report.findings)
            ending = told(report.ending)
        }
    }

    @Test func `manifests give the verdict that a look at the environments gives`() throws {
        var isolated = 0
        var ending = 0
        for seed in 0..<400 as Range<UInt64> {
            let scenes = fleet(seed)
            let set = ManifestSet(scenes.map { Self.export($0) }, peppers: [Self.other, Self.pepper])
            #expect(set.diagnostics.isEmpty)
            let offline = IsolationReport(of: set.manifests, published: set.published(Self.published), now: now)
            let online = Self.online(scenes)
            #expect(Verdict(offline) == Verdict(online, keyed: Self.pepper.keyed), "seed \(seed)")
            #expect(offline.keysCompared == online.keysCompared)
            isolated += online.isIsolated ? 1 : 0
            ending += online.ending.isEmpty ? 0 : 1
        }
        #expect((10..<390).contains(isolated) && ending > 10, "the fleets are all alike")
    }

    @Test func `without a pepper they do where every key was drawn`() {
        for seed in 0..<400 as Range<UInt64> {
            let scenes = fleet(seed, isPlain: true)
            let set = ManifestSet(scenes.map { Self.export($0, nil) })
            #expect(set.diagnostics.isEmpty)
            #expect(set.manifests.flatMap(\.notComparable) == [], "seed \(seed)")
            let offline = IsolationReport(of: set.manifests, published: set.published(Self.published), now: now)
            #expect(Verdict(offline) == Verdict(Self.online(scenes)), "seed \(seed)")
        }
    }

    @Test func `without a pepper what could be guessed is counted, named and not told`() throws {
        var scene = Scene(
            rows: [
                row(1, created: -1 * day, secret: chosenKey(1)),
                row(2, active: false, name: "Old", secret: chosenKey(2)),
            ],
            delivered: chosenKey(1)
        )
        scene.others = [.init(fingerprint: Fingerprint(of: drawnKey(1)), expiresAt: nil)]
        scene.watched = [watched(9, "Jira")]
        scene.otherFiles = ["notes": Secret(text: "\(text(drawnKey(5))) \(text(drawnKey(6)))")]
        let file = Self.export(scene, nil)
        let manifest = try #require(ManifestSet([file]).manifests.first)
        #expect(manifest.entries.isEmpty && manifest.files.isEmpty)
        #expect(
            manifest.notComparable.map { "\($0.count ?? 0) \($0.what)" } == [
                "1 keys of backend", "1 keys of other owners", "2 long words in notes", "1 unmanaged keys",
                "1 watched pm_provider_connections.api_token (Jira)",
            ]
        )
        #expect(manifest.counts == Manifest.Counts(live: 2, ended: 1, inFiles: 1, watched: 1, notComparable: 6))
        let written = String(decoding: file.bytes, as: UTF8.self)
        for key in [chosenKey(1), chosenKey(2), key(9)] { #expect(!written.contains(Fingerprint(of: key).hex)) }
        for number in [1, 5, 6] { #expect(!written.contains(Fingerprint(of: drawnKey(number)).hex)) }
    }

    @Test func `no manifest holds a key, and one with a pepper holds no plain fingerprint`() {
        for seed in 0..<50 as Range<UInt64> {
            for scene in fleet(seed) {
                let keyed = String(decoding: Self.export(scene).bytes, as: UTF8.self)
                let plain = String(decoding: Self.export(scene, nil).bytes, as: UTF8.self)
                for number in 0..<16 {
                    #expect(!keyed.contains(text(drawnKey(number)).dropFirst(4)))
                    #expect(!plain.contains(text(drawnKey(number)).dropFirst(4)))
                    #expect(!keyed.contains(Fingerprint(of: drawnKey(number)).hex))
                }
            }
        }
    }

    @Test func `the same environment is always the same manifest, whatever the order of its rows`() {
        for seed in 0..<50 as Range<UInt64> {
            for scene in fleet(seed) {
                var turned = scene
                turned.rows.reverse()
                turned.others.reverse()
                #expect(Self.export(turned).bytes == Self.export(scene).bytes)
            }
        }
    }

    private static let copies: [Scene] = [
        Scene(name: "prod", rows: [row(1, created: -9 * day)], delivered: key(1), isCopy: true),
        Scene(name: "staging", rows: [row(1, created: -9 * day)], isCopy: true),
    ]

    @Test func `a key that was copied with its row is called copied, and its owner named`() {
        let report = IsolationReport(of: ManifestSet(Self.copies.map { Self.export($0) }).manifests, now: now)
        #expect(report.findings.map(\.kind) == [.copied(from: "prod")])
        #expect(report.pairs.map(\.copied) == [1])
        var shared = Self.copies
        shared[1].isCopy = false
        let other = IsolationReport(of: ManifestSet(shared.map { Self.export($0) }).manifests, now: now)
        #expect(other.findings.map(\.kind) == [.shared])
    }

    @Test(arguments: [nil, pepper])
    func `no manifest holds the id of a row`(_ pepper: Pepper?) {
        let scene = Scene(rows: [row(1, created: -1 * day, secret: drawnKey(1), id: "an-id-of-this-test")])
        let text = String(decoding: Self.export(scene, pepper).bytes, as: UTF8.self)
        #expect(text.contains("\"row\": \""))
        #expect(!text.contains("an-id-of-this-test"))
        let digest = RowMark(id: "an-id-of-this-test", Fingerprint(of: drawnKey(1)), createdAt: now - day)?.digest
        #expect(text.contains(digest?.hex ?? "") == (pepper == nil))
    }

    @Test func `one without rows, as older versions wrote it, is read and told of`() throws {
        let files = try Self.copies.map { scene in
            let file = Self.export(scene, nil)
            guard case .object(let members) = try JSONText(parsing: file.bytes) else { return file }
            let former = members.filter { !["rows", "issued", "replica"].contains($0.name) }
            return try Self.forged((file.name, Array(JSONText.object(former).pretty.utf8)), ending: false)
        }
        let set = ManifestSet(files)
        #expect(set.diagnostics.map(\.code) == ["manifest-without-rows"])
        #expect(!set.diagnostics.hasErrors)
        #expect(set.manifests.map(\.name) == ["prod", "staging"])
    }

    @Test func `an end that was reached since counts`() throws {
        let old = row(1, created: -9 * day, ends: 40 * hour)
        let scenes = [2, 3].map { seed in
            Scene(
                name: seed == 2 ? "dev" : "prod",
                rows: [old, row(seed, created: -1 * hour)],
                delivered: key(seed)
            )
        }
        let set = ManifestSet(scenes.map { Self.export($0) })
        let soon = IsolationReport(of: set.manifests, now: now + hour)
        let later = IsolationReport(of: set.manifests, now: now + 41 * hour)
        #expect(soon.isIsolated && soon.ending.count == 1 && soon.pairs.map(\.ending) == [1])
        #expect(later.isIsolated && later.ending.isEmpty && later.pairs.map(\.ended) == [1])
    }

    @Test func `a folder of the same path on another machine is another folder`() {
        func whereabouts(_ host: String, _ database: DatabaseURL = .sqlite(path: "/a")) -> Whereabouts {
            Whereabouts(of: Scene().view.observed, host: host)
        }
        #expect(whereabouts("one").sharesOutput(with: whereabouts("one")))
        #expect(whereabouts("one").sharesDatabase(with: whereabouts("one")))
        #expect(!whereabouts("one").sharesOutput(with: whereabouts("two")))
        #expect(!whereabouts("one").sharesDatabase(with: whereabouts("two")))
    }

    // MARK: What is wrong with manifests

    private static let scenes = [
        Scene(name: "dev", rows: [row(1, created: -1 * day)], delivered: key(1)),
        Scene(name: "prod", rows: [row(2, created: -1 * day)], delivered: key(2)),
    ]

    private static func codes(_ files: [ManifestSet.File], _ peppers: [Pepper] = [pepper]) -> [String] {
        ManifestSet(files, peppers: peppers).diagnostics.map(\.code)
    }

    @Test func `one that was cut off anywhere is refused`() {
        let file = Self.export(Self.scenes[0])
        for length in stride(from: 0, to: file.bytes.count - 1, by: 61) {
            #expect(Self.codes([("dev.json", Array(file.bytes[..<length]))]) == ["manifest-syntax"])
        }
    }

    @Test(arguments: [nil, pepper])
    func `one in which any letter was changed is refused`(_ pepper: Pepper?) {
        let file = Self.export(Self.scenes[0], pepper)
        for index in stride(from: 0, to: file.bytes.count, by: 7) {
            var bytes = file.bytes
            bytes[index] ^= 1
            let set = ManifestSet([("dev.json", bytes)], peppers: [Self.pepper])
            #expect(set.diagnostics.hasErrors, "byte \(index)")
        }
    }

    /// The content with a change, and a checksum that is right again.
    private static func forged(_ file: ManifestSet.File, ending: Bool = true) throws -> ManifestSet.File {
        let text = String(decoding: file.bytes, as: UTF8.self)
            .replacing("\"state\": \"live\"", with: "\"state\": \"\(ending ? "ended" : "live")\"")
        guard case .object(let members) = try JSONText(parsing: Array(text.utf8)) else { return file }
        let content = members.filter { !Manifest.digests.contains($0.name) }
        let seal = members.filter { $0.name == "seal" }
        let checksum = JSONText.Member("checksum", .string(Manifest.checksum(of: .object(content)).hex))
        return (file.name, Array(JSONText.object(content + [checksum] + seal).pretty.utf8))
    }

    @Test func `who changes one and makes its checksum again is found out by the seal, where the pepper is known`()
        throws
    {
        let file = try Self.forged(Self.export(Self.scenes[0]))
        #expect(Self.codes([file]) == ["manifest-seal"])
        #expect(Self.codes([file], []) == ["manifest-unverified"])
        #expect(try Self.codes([Self.forged(Self.export(Self.scenes[0], nil))]) == [])
    }

    @Test func `a seal that was taken away is missed`() {
        let text = String(decoding: Self.export(Self.scenes[0]).bytes, as: UTF8.self)
        let lines = text.split(separator: "\n").map { $0.contains("\"seal\"") ? "  \"seal\": null" : String($0) }
        #expect(Self.codes([("dev.json", Array(lines.joined(separator: "\n").utf8))]) == ["manifest-seal"])
    }

    @Test func `manifests of two peppers, or with and without one, are not compared`() {
        let (dev, prod) = (Self.scenes[0], Self.scenes[1])
        #expect(
            Self.codes([Self.export(dev), Self.export(prod, Self.other)], [Self.pepper, Self.other]) == [
                "manifest-mixed"
            ]
        )
        #expect(Self.codes([Self.export(dev), Self.export(prod, nil)]) == ["manifest-mixed"])
        #expect(Self.codes([Self.export(dev), Self.export(prod)]) == [])
    }

    @Test func `two of one environment are refused, and the files named`() {
        let set = ManifestSet(
            [Self.export(Self.scenes[0]), ("copy.json", Self.export(Self.scenes[0]).bytes)],
            peppers: [Self.pepper]
        )
        #expect(set.diagnostics.map(\.code) == ["manifest-duplicate"])
        #expect(set.diagnostics.first?.detail == "dev.json, copy.json")
    }

    @Test func `one of a version to come is refused, one with members that are not known is read`() throws {
        func changed(_ from: String, _ to: String) throws -> ManifestSet.File {
            let file = Self.export(Self.scenes[0], nil)
            let text = String(decoding: file.bytes, as: UTF8.self).replacing(from, with: to)
            return try Self.forged((file.name, Array(text.utf8)))
        }
        let version = "\"format_version\": \"\(Manifest.formatVersion)\""
        #expect(try Self.codes([changed(version, "\"format_version\": \"2.0\"")]) == ["manifest-version"])
        #expect(try Self.codes([changed(version, "\"format_version\": \"1.7\", \"news\": [1]")]) == [])
        #expect(
            try Self.codes([changed("\"environment\": \"dev\"", "\"environment\": \"\\u001b[2J\"")]) == [
                "manifest-syntax"
            ]
        )
        #expect(try Self.codes([changed("\"owners\": [", "\"owner\": [")]) == ["manifest-syntax"])
        #expect(Self.codes([("x", Array("{\"format_version\": \"1.0\"}".utf8))]) == ["manifest-syntax"])
    }

    @Test func `words of files that no store knows are told under a pepper, up to a limit`() throws {
        var scene = Self.scenes[0]
        scene.otherFiles = ["a": Secret(text: (0..<100).map { text(drawnKey($0)) }.joined(separator: " "))]
        let manifest = Manifest(of: scene.view, pepper: Self.pepper, host: "", version: "", now: now)
        #expect(manifest.files.first { $0.path == "a" }?.words.count == 100)
        scene.otherFiles["b"] = Secret(
            text: (0...Manifest.wordLimit).map { "a-word-of-this-test-\(1_000_000 + $0)" }.joined(separator: " ")
        )
        let full = Manifest(of: scene.view, pepper: Self.pepper, host: "", version: "", now: now)
        #expect(full.notComparable.map(\.what) == ["long words in b"])
        #expect(full.notComparable.map(\.count) == [101])
    }
}

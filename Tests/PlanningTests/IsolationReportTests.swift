import Diagnostics
import Model
import State
import Testing

@testable import Planning

@Suite struct IsolationReportTests {
    private func report(_ scenes: Scene..., chosen: Set<String>? = nil, notCompared: [NotCompared] = [])
        -> IsolationReport
    {
        IsolationReport(of: scenes.map(\.view), chosen: chosen, notCompared: notCompared, now: now)
    }

    private static func scene(_ name: String, _ rows: KeyRow...) -> Scene { Scene(name: name, rows: rows) }

    @Test func `environments with keys of their own are isolated, though their owners have one id`() {
        let report = report(Self.scene("dev", row(1)), Self.scene("prod", row(2)))
        #expect(report.isIsolated && report.findings.isEmpty && report.keysCompared == 2)
        #expect(report.pairs.map(\.owners) == [1])
    }

    /// What dev and prod hold, and how the pair is counted: live, ending, ended, files, watched.
    static let pairs: [(String, Scene, Scene, [Int], isIsolated: Bool)] = {
        let old = row(1, created: -9 * day, ends: 40 * hour)
        let live = scene("prod", row(1))
        let ended = scene("prod", row(1, active: false))
        let fresh = scene("prod", row(3))
        func dev(_ change: (inout Scene) -> Void) -> Scene {
            var scene = scene("dev", row(2))
            change(&scene)
            return scene
        }
        return [
            ("live in both", scene("dev", row(1)), live, [1, 0, 0, 0, 0], false),
            ("live in one, ended in the other", scene("dev", row(1)), ended, [1, 0, 0, 0, 0], false),
            ("live under another owner", dev { $0.others = [other(1)] }, live, [1, 0, 0, 0, 0], false),
            (
                "live under two undeclared names", scene("dev", row(1, name: "a")), scene("prod", row(1, name: "b")),
                [1, 0, 0, 0, 0], false
            ),
            ("ending in both", scene("dev", old, row(2)), scene("prod", old, row(3)), [0, 1, 0, 0, 0], true),
            ("ending in one, ended in the other", scene("dev", old, row(2)), ended, [0, 1, 0, 0, 0], true),
            ("ending in one, live in the other", scene("dev", old, row(2)), live, [1, 0, 0, 0, 0], false),
            ("ended in both", scene("dev", row(1, active: false)), ended, [0, 0, 1, 0, 0], true),
            (
                "ended in both, of another owner in one", dev { $0.others = [other(1, isActive: false)] }, ended,
                [0, 0, 1, 0, 0], true
            ),
            ("in a fragment", dev { $0.delivered = key(1) }, live, [0, 0, 0, 1, 0], false),
            ("in a file made by hand", dev { $0.otherFiles = ["a": key(1)] }, live, [0, 0, 0, 1, 0], false),
            ("in a file, of a key that ended", dev { $0.otherFiles = ["a": key(1)] }, ended, [0, 0, 0, 1, 0], true),
            ("watched in one", dev { $0.watched = [watched(1, "Jira")] }, live, [0, 0, 0, 0, 1], false),
            (
                "in files of both, known to no store", dev { $0.otherFiles = ["a": key(9)] },
                {
                    var prod = fresh
                    prod.otherFiles = ["b": key(9)]
                    return prod
                }(), [0, 0, 0, 0, 0], true
            ),
            (
                "watched in both", dev { $0.watched = [watched(9, "Jira")] },
                {
                    var prod = fresh
                    prod.watched = [watched(9, "Jira")]
                    return prod
                }(), [0, 0, 0, 0, 1], false
            ),
            (
                "watched in one, in a file of the other", dev { $0.watched = [watched(9, "Jira")] },
                {
                    var prod = fresh
                    prod.otherFiles = ["a": key(9)]
                    return prod
                }(), [0, 0, 0, 1, 0], false
            ),
        ]
    }()

    private static func other(_ seed: UInt8, isActive: Bool = true) -> StoreObservation.OtherKey {
        StoreObservation.OtherKey(fingerprint: fingerprint(seed), isActive: isActive, expiresAt: nil)
    }

    @Test(arguments: pairs)
    func `a key is counted by the weaker hold of the two`(
        _ what: String,
        _ dev: Scene,
        _ prod: Scene,
        _ counts: [Int],
        isIsolated: Bool
    ) {
        let report = report(dev, prod)
        #expect(report.pairs.map { [$0.live, $0.ending, $0.ended, $0.files, $0.watched] } == [counts], "\(what)")
        #expect(report.isIsolated == isIsolated, "\(what)")
        #expect(report.findings.isEmpty == isIsolated, "\(what)")
    }

    @Test func `a finding names every place, the strongest hold first`() {
        var dev = Self.scene("dev", row(2))
        dev.otherFiles = ["notes": key(1)]
        dev.others = [Self.other(1, isActive: false)]
        let prod = Scene(name: "prod", rows: [row(1)], delivered: key(1))
        #expect(
            report(prod, dev).findings.map { $0.holdings.map(\.place.description) } == [
                ["dev (a key of another owner, ended)", "dev:notes (not declared)", "prod/backend", "prod:backend.env"]
            ]
        )
    }

    @Test func `one database and one folder are findings of the pair`() {
        var (dev, prod) = (Self.scene("dev", row(1)), Self.scene("prod", row(2)))
        dev.database = "one"
        prod.database = "one"
        prod.folder = "dev/inside"
        let report = report(dev, prod)
        #expect(report.findings.map(\.kind) == [.sameDatabase, .sameOutput])
        #expect(report.pairs.map(\.isSameDatabase) == [true])
    }

    @Test func `whoever is asked about is compared with all others, and the others not with each other`() {
        let shared = row(1)
        let (dev, prod, staging) = (
            Self.scene("dev", row(2)), Self.scene("prod", shared), Self.scene("staging", shared)
        )
        #expect(report(dev, prod, staging, chosen: ["dev"]).isIsolated)
        #expect(!report(dev, prod, staging, chosen: ["prod"]).isIsolated)
        #expect(
            report(dev, prod, staging, chosen: ["dev"]).pairs.map { [$0.one, $0.other] } == [
                ["dev", "prod"], ["dev", "staging"],
            ]
        )
    }

    @Test func `where one could not be looked at no one says that nothing is shared`() {
        let report = report(
            Self.scene("dev", row(1)),
            notCompared: [NotCompared(environment: "prod", reason: "away")]
        )
        #expect(!report.isIsolated)
        #expect(report.environments == ["dev", "prod"])
    }

    @Test func `a file in whose place a link stands is named as not compared`() {
        var dev = Self.scene("dev", row(1))
        dev.file = .obstacle("a symbolic link")
        let report = report(dev, Self.scene("prod", row(2)))
        #expect(report.notComparable.map(\.what) == ["backend.env"])
        #expect(report.findings.isEmpty && !report.isIsolated)
    }

    @Test func `rows and watched places that could not be read are named, and no one says that nothing is shared`() {
        var dev = Self.scene("dev", row(1))
        dev.unreadable = ["created_at", "key_value", "created_at"].map {
            UnreadableRow(id: "1", table: "mcp_api_keys", column: $0, reason: "it is not text")
        }
        let location = SourceLocation(file: "dev.yaml", line: 1, column: 1)
        dev.watchProblems = [WatchProblem("/etc/app.env", "no such file", at: location)]
        let report = report(dev, Self.scene("prod", row(2)))
        #expect(
            report.notComparable.map { "\($0.what) \($0.count ?? 0)" } == [
                "rows of mcp_api_keys with an unreadable created_at 2",
                "rows of mcp_api_keys with an unreadable key_value 1", "/etc/app.env 0",
            ]
        )
        #expect(report.findings.isEmpty && !report.isIsolated)
    }

    @Test func `a published key is a finding in one environment alone`() {
        let report = IsolationReport(
            of: [Scene(name: "dev", rows: [row(1), row(2, active: false)], delivered: key(1)).view],
            published: { [fingerprint(1), fingerprint(2)].contains($0) ? "a public file" : nil },
            now: now
        )
        #expect(report.findings.map(\.kind) == [.published("a public file")])
        #expect(report.findings.first?.holdings.map(\.place.kind) == [.identity("backend"), .file("backend.env")])
    }

    @Test func `every pair of many environments has its own count`() {
        let names = ["a", "b", "c", "d", "e"]
        let scenes = names.enumerated().map { index, name in
            Scene(name: name, rows: [row(UInt8(index < 3 ? 1 : index))], owners: [])
        }
        let report = IsolationReport(of: scenes.map(\.view), now: now)
        #expect(report.pairs.count == 10)
        #expect(report.pairs.filter { $0.live == 1 }.map { $0.one + $0.other } == ["ab", "ac", "bc"])
    }
}

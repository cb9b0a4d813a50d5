import Diagnostics
import Model
import Testing

@testable import Planning
@testable import State

/// Databases that are copied from one another: one row in two stores is one key, and stays where it came from.
@Suite struct CopiedRowsTests {
    private let rows = [row(1, created: -9 * day)]

    private func prod(_ delivered: Secret? = key(1), issued: [Fingerprint] = []) -> Scene {
        Scene(name: "prod", rows: rows, delivered: delivered, isCopy: true, issued: issued)
    }

    private func staging(
        _ rows: [KeyRow]? = nil,
        _ delivered: Secret? = nil,
        barrier: StoreSchema.Barrier? = nil,
        issued: [Fingerprint] = []
    ) -> Scene {
        Scene(
            name: "staging",
            rows: rows ?? self.rows,
            delivered: delivered,
            isCopy: true,
            barrier: barrier,
            issued: issued
        )
    }

    @Test func `rows with different salts are no copies, whatever else is the same`() {
        let key = Fingerprint(of: drawnKey(1))
        func mark(_ salt: String?) -> RowMark? { RowMark(id: "1", key, createdAt: now - day, salt: salt) }
        #expect(mark("0123abcd") == mark("0123abcd") && mark("0123abcd") != mark("4567abcd"))
        #expect(mark("0123abcd")?.digest != mark("4567abcd")?.digest && mark(nil)?.digest != mark("")?.digest)
    }

    @Test func `a copied row is replaced in the copy, and never where it came from`() {
        let plan = plan(prod(), staging())
        #expect(plan.changes.map(\.address.description) == ["staging/backend"])
        #expect(plan.changes.map(\.action) == [.replace])
        #expect(plan.diagnostics.map(\.code) == ["copied-keys"])
        let summary = "staging's database accepts a key of prod: rows were copied from there"
        #expect(plan.diagnostics.first?.summary == summary)
    }

    @Test func `one that ended or ends in the copy is nothing to the origin`() {
        for old in [row(1, created: -9 * day, active: false), row(1, created: -9 * day, ends: 40 * hour)] {
            let plan = plan(prod(), staging([old, row(2, created: -1 * hour)], key(2)))
            #expect(plan.isEmpty)
            #expect(plan.diagnostics.isEmpty)
        }
    }

    @Test func `another id or another time makes it a shared key`() {
        for other in [row(1, created: -9 * day, id: "another"), row(1, created: -8 * day)] {
            let plan = plan(prod(), staging([other]))
            #expect(plan.changes.map(\.action) == [.replace, .replace])
        }
    }

    @Test func `a third environment that holds the key by a row of its own makes it a shared key`() {
        let dev = Scene(name: "dev", rows: rows, delivered: key(1))
        #expect(plan(dev, prod(), staging()).changes.map(\.action) == [.replace, .replace, .replace])
    }

    @Test func `the copy's own older key is what its schedule is about`() {
        let own = row(2, created: -31 * day)
        let plan = plan(prod(), staging([own] + rows, key(2)), as: unattended)
        #expect(plan.changes.map(\.action) == [.rotate, .retire])
        #expect(plan.changes.allSatisfy { $0.address.environment == "staging" })
    }

    @Test func `a rotation of a key that may be another environment's is told like its replacement`() {
        var scenes = [prod(nil), staging()]
        for index in scenes.indices { scenes[index].rotation = Rotation(every: 7 * day, overlap: 48 * hour) }
        let plan = plan(scenes[0], scenes[1])
        #expect(plan.changes.map(\.action) == [.rotate, .rotate])
        #expect(plan.changes.map { $0.reasons.map(\.code) } == [["due", "shared"], ["due", "shared"]])
        #expect(plan.changes.allSatisfy { $0.isDangerous(asOf: now) })
        // One that is nobody else's is a matter of course.
        let alone = planned(Scene(rows: rows, delivered: key(1)), every: 7 * day)
        #expect(alone.changes.map(\.action) == [.rotate] && !alone.changes.contains { $0.isDangerous(asOf: now) })
    }

    private func planned(_ scene: Scene, every: Duration) -> Plan {
        var scene = scene
        scene.rotation = Rotation(every: every, overlap: 48 * hour)
        return plan(scene)
    }

    @Test func `an undelivered copy of a key is left for someone by a scheduled run`() {
        let plan = plan(prod(), staging(), as: unattended)
        #expect(plan.changes.isEmpty)
        #expect(plan.environments.flatMap(\.left).map(\.action) == [.replace])
    }

    @Test(arguments: [nil, key(1)])
    func `where nothing tells the original from the copy neither is changed`(_ delivered: Secret?) {
        let plan = plan(prod(delivered), staging(nil, delivered))
        #expect(plan.changes.isEmpty)
        #expect(plan.environments.map(\.isRefused) == [false, false])
        #expect(plan.diagnostics.filter(\.isError).map(\.code) == ["key-origin-unknown", "key-origin-unknown"])
    }

    @Test func `a key that the origin has replaced since is still not the copy's`() {
        let prod = Scene(
            name: "prod",
            rows: [row(1, created: -9 * day, ends: 40 * hour), row(3, created: -1 * hour)],
            delivered: key(3),
            isCopy: true
        )
        let plan = plan(prod, staging([row(2, created: -31 * day)] + rows, key(2)), as: unattended)
        #expect(plan.changes.map(\.action) == [.rotate, .retire])
        #expect(plan.changes.allSatisfy { $0.address.environment == "staging" })
    }

    @Test func `an audit file says whose key it is`() {
        let plan = plan(prod(issued: [fingerprint(1)]), staging(nil, key(1)))
        #expect(plan.changes.map(\.address.description) == ["staging/backend"])
    }

    @Test func `asked for by hand the copy is given a key of its own`() {
        let mandate = Mandate(
            scope: .unattended,
            only: [Address("staging", "backend")],
            request: .rotate(reason: "the copy's own")
        )
        let plan = plan(prod(), staging(nil, key(1)), as: mandate)
        #expect(plan.changes.map(\.address.description) == ["staging/backend"])
        #expect(plan.diagnostics.filter(\.isError).isEmpty)
    }

    @Test func `a key of which nothing tells came the way that the others came`() {
        let two = row(2, created: -3 * day, name: "another")
        let plan = plan(
            Scene(name: "prod", rows: rows + [two], delivered: key(1), isCopy: true),
            Scene(name: "staging", rows: [row(1, created: -9 * day, active: false), two], delivered: nil, isCopy: true)
        )
        #expect(plan.diagnostics.map(\.code) == ["copied-keys"])
        #expect(plan.diagnostics.first?.summary.contains("of prod") == true)
    }

    @Test(arguments: [true, false])
    func `a hot standby is refused, and the server that it follows goes on`(_ isDelivered: Bool) {
        var (primary, replica) = (prod(), staging(nil, isDelivered ? key(1) : nil, barrier: .standby))
        (primary.database, primary.instance) = ("cluster", "first start")
        (replica.database, replica.instance) = ("cluster", "second start")
        let plan = plan(primary, replica)
        #expect(plan.changes.isEmpty)
        #expect(plan.environments.map(\.isRefused) == [false, true])
        #expect(plan.diagnostics.map(\.code) == ["replicated-database", "replicated-database"])
        #expect(plan.diagnostics.map(\.severity) == [.warning, .error])
        #expect(plan.diagnostics.last?.summary == "staging's database is a read-only copy of prod's")
    }

    @Test func `servers that do not say which cluster they are show it by their rows`() {
        var (primary, replica) = (prod(), staging(barrier: .standby))
        (primary.database, primary.instance) = ("PostgreSQL unknown database one", "first start")
        (replica.database, replica.instance) = ("PostgreSQL unknown database one", "second start")
        #expect(plan(primary, replica).diagnostics.filter(\.isError).map(\.code) == ["replicated-database"])
        replica.rows = [row(2, created: -1 * day)]
        #expect(!plan(primary, replica).diagnostics.map(\.code).contains("replicated-database"))
    }

    @Test func `two standbys of a server that is no environment's are copies of one database`() {
        var (one, other) = (prod(), staging(barrier: .standby))
        (one.barrier, one.database, one.instance) = (.standby, "cluster", "first start")
        (other.database, other.instance) = ("cluster", "second start")
        let plan = plan(one, other)
        #expect(plan.environments.map(\.isRefused) == [true, true])
        #expect(plan.diagnostics.map(\.summary).allSatisfy { $0.hasSuffix("are read-only copies of one database") })
    }

    @Test(arguments: [["keys"], []])
    func `a database that subscribes to another environment's keys is refused, and that one goes on`(
        _ published: [String]
    ) {
        var (publisher, subscriber) = (prod(), staging())
        (publisher.publishes, subscriber.subscribes) = (published, ["keys"])
        let plan = plan(publisher, subscriber)
        #expect(plan.changes.isEmpty)
        #expect(plan.environments.map(\.isRefused) == [false, true])
        #expect(plan.diagnostics.map(\.code) == ["replicated-database", "replicated-database"])
        #expect(plan.diagnostics.map(\.severity) == [.warning, .error])
        #expect(plan.pairs.map(\.isReplica) == [true])
        #expect(plan.provenance["staging"]?.follows == "prod")
    }

    @Test func `a publication's name says where no row has come yet, and not where two have it`() {
        var (publisher, subscriber) = (prod(), staging([]))
        (publisher.publishes, subscriber.subscribes) = (["keys"], ["keys"])
        #expect(plan(publisher, subscriber).provenance["staging"]?.follows == "prod")
        let dev = Scene(name: "dev", rows: [row(5, created: -1 * day)], delivered: key(5), publishes: ["keys"])
        let plan = plan(dev, publisher, subscriber)
        #expect(plan.provenance["staging"]?.follows == nil)
        #expect(plan.environments.map(\.isRefused) == [false, false, true], "rows from elsewhere are not written")
    }

    @Test func `two databases that subscribe to each other are both refused`() {
        var (one, other) = (prod(), staging())
        (one.publishes, one.subscribes) = (["one"], ["other"])
        (other.publishes, other.subscribes) = (["other"], ["one"])
        #expect(plan(one, other).environments.map(\.isRefused) == [true, true])
    }

    @Test func `a copy, its origin, a key that no one reports and a replica are told apart`() {
        let copied = plan(prod(), staging()).provenance
        #expect(copied["staging"]?.identities["backend"] == .of("prod") && copied["staging"]?.copies == 1)
        #expect(copied["prod"]?.identities["backend"] == .to(["staging"]) && copied["prod"]?.isOwn == true)
        let unknown = plan(prod(nil), staging()).provenance
        #expect(unknown["prod"]?.identities["backend"] == .unknown(["staging"]))
        #expect(unknown.values.map(\.undecided) == [1, 1])
    }
}

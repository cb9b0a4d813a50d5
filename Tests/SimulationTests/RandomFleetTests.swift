import Diagnostics
import Foundation
import Model
import Planning
import Reconciler
import Testing

/// Fleets that share keys in every way there is, each made from a seed: after apply no key that is current or delivered in
/// one environment is known in another.
///
/// `KEYTURN_SEED=23 swift test --filter RandomFleetTests` looks at one of them.
@Suite struct RandomFleetTests {
    private static let seeds: ClosedRange<UInt64> = {
        let seed = ProcessInfo.processInfo.environment["KEYTURN_SEED"].flatMap { UInt64($0) }
        return seed.map { $0...$0 } ?? 1...300
    }()

    @Test func `after apply no key of an environment is known in another`() throws {
        var (replaced, judged) = (0, 0)
        for seed in Self.seeds {
            let fleet = Simulation.fleet(seed: seed)
            let before = fleet.environments.map(\.handMade)
            // Fragments hold keys that the store has never seen: a person said that they go.
            let run = fleet.apply(as: Simulation.attended)
            let report = try #require(run.report, "seed \(seed): \(fleet.violation?.text ?? "")")
            guard Self.isDecided(report.diagnostics, seed) else { continue }
            judged += 1
            replaced += report.plan.changes.count { $0.action == .replace }
            #expect(fleet.sharing == [], "seed \(seed)")
            #expect(fleet.lasting == [], "seed \(seed)")
            #expect(
                fleet.environments.map(\.handMade) == before,
                "seed \(seed): a file that is not declared was written"
            )
            #expect(fleet.apply().report?.plan.isEmpty == true, "seed \(seed): the second apply changes something")
            #expect(fleet.sharing == [], "seed \(seed)")
        }
        #expect(judged > Self.seeds.count / 4, "too few fleets are judged")
        #expect(replaced > judged / 2, "the fleets share too little")
    }

    /// Whether nothing is refused; the only trace of an undeclared key may be, until a person decides about it.
    private static func isDecided(_ diagnostics: [Diagnostic], _ seed: UInt64) -> Bool {
        let errors = diagnostics.filter(\.isError)
        #expect(errors.allSatisfy { $0.code == "orphaned-key" }, "seed \(seed): \(errors.map(\.summary))")
        return errors.isEmpty
    }

    @Test func `keys that are put back by hand after that are refused`() throws {
        var revived = 0
        for seed in Self.seeds {
            let fleet = Simulation.fleet(seed: seed)
            let first = try #require(fleet.apply(as: Simulation.attended).report)
            guard Self.isDecided(first.diagnostics, seed) else { continue }
            fleet.advance(to: fleet.now + Simulation.overlap + .seconds(3_600))
            revived += fleet.reviveOne()
            let run = fleet.apply(as: Simulation.attended)
            let report = try #require(run.report, "seed \(seed): \(fleet.violation?.text ?? "")")
            guard Self.isDecided(report.diagnostics, seed) else { continue }
            #expect(fleet.sharing == [], "seed \(seed)")
        }
        #expect(revived > Self.seeds.count / 8, "too few keys come alive again")
    }

    @Test func `these fleets have teeth: without comparing they are shared`() {
        let shared = (1...60 as ClosedRange<UInt64>).count { seed in
            let fleet = Simulation.fleet(seed: seed, mutation: .neverCompared)
            fleet.apply(as: Simulation.attended)
            return !fleet.sharing.isEmpty
        }
        #expect(shared > 5)
    }
}

extension Simulation {
    /// Three environments whose rows, fragments and other files hold keys of one small pool.
    fileprivate static func fleet(seed: UInt64, mutation: Mutation? = nil) -> Simulation {
        let fleet = Simulation(seed: seed, options: Options(mutation: mutation))
        fleet.environments = Declarations.names.enumerated().map { SimulatedEnvironment(name: $1, index: $0) }
        let identities = DeclaredIdentity.all.map { identity in
            var identity = identity
            identity.rotation = Rotation(every: .seconds(30 * 86_400), overlap: overlap)
            identity.files = ["\(identity.name).env", "all.env"]
            return identity
        }
        fleet.declarations.environments = fleet.environments.map { _ in
            identities.map { identity in
                var identity = identity
                identity.isAbsent = fleet.random.percent(5)
                return identity
            }
        }
        fleet.lastKey = 100
        for environment in fleet.environments { fleet.fill(environment) }
        return fleet
    }

    private func pooled() -> Secret { key(UInt64(1 + random.below(10))) }

    private func fill(_ environment: SimulatedEnvironment) {
        let identities = declarations.environments[environment.index]
        for identity in identities {
            environment.owners.append(identity.owner)
            for _ in 0..<random.below(4) {
                // Of the identity, of a former name, or of someone else.
                let kind = random.below(10)
                let stranger = OwnerID("00000000-0000-0000-0000-0000000000ff") ?? identity.owner.id
                insert(
                    pooled(),
                    owner: kind > 8 ? stranger : identity.owner.id,
                    name: kind > 6 ? "former" : identity.keyName,
                    into: environment
                )
            }
        }
        for path in Set(identities.flatMap(\.files)).sorted() where random.percent(60) {
            let lines = identities.filter { $0.files.contains(path) && random.percent(80) }.map { identity in
                pooled().withBytes { identity.variable + "=" + String(decoding: $0, as: UTF8.self) + "\n" }
            }
            save(Secret(text: lines.joined()), at: path, in: environment)
        }
        if random.percent(30) {
            let pasted = pooled()
            environment.handMade["notes/old.txt"] = pasted
            environment.known.insert(Fingerprint(of: pasted))
        }
    }

    private func insert(_ secret: Secret, owner: OwnerID, name: String, into environment: SimulatedEnvironment) {
        let isDead = random.percent(40)
        lastRow += 1
        let row = KeyRow(
            id: "row-\(lastRow)",
            owner: owner,
            name: name,
            plaintext: secret,
            isActive: !(isDead && random.percent(50)),
            expiresAt: isDead ? now + -Time.day : random.percent(20) ? now + 40 * Time.hour : nil,
            createdAt: now + -Int64(1 + random.below(60)) * Time.day,
            lastUsedAt: nil
        )
        // The column is unique.
        guard environment.row(of: row.fingerprint) == nil else { return }
        environment.rows.append(SimulatedRow(row: row, issuedBy: nil))
        environment.known.insert(row.fingerprint)
    }

    /// Someone makes a dead key live again, as the newest of its identity.
    fileprivate func reviveOne() -> Int {
        let environment = environments[random.below(environments.count)]
        let dead = environment.rows.indices.filter { !environment.rows[$0].isAccepted(at: now) }
        guard !dead.isEmpty else { return 0 }
        let index = dead[random.below(dead.count)]
        let row = environment.rows[index].row
        environment.rows[index].row = KeyRow(
            id: row.id,
            owner: row.owner,
            name: row.name,
            plaintext: environment.rows[index].secret,
            isActive: true,
            expiresAt: nil,
            createdAt: random.percent(50) ? now : row.createdAt,
            lastUsedAt: nil
        )
        environment.changes += 1
        environment.edits += 1
        return 1
    }

    /// Current and delivered keys of declared identities that another environment knows in any form.
    fileprivate var sharing: [String] {
        environments.flatMap { environment -> [String] in
            let identities = declarations.environments[environment.index].filter { !$0.isAbsent }
            let current = identities.compactMap { environment.current(of: $0, at: now)?.fingerprint }
            let delivered = identities.flatMap { identity in
                identity.files.compactMap { environment.files[$0]?.keys[identity.variable] }
            }
            return Set(current + delivered).flatMap { key in
                environments.filter { $0.name != environment.name && $0.holds(key) }.map {
                    "\(environment.name)'s key \(key) is known in \($0.name)"
                }
            }
        }
    }

    /// Shared keys of declared identities that keep working beyond the overlap.
    fileprivate var lasting: [String] {
        let latest = (now + Self.overlap + .seconds(60)).microseconds
        return environments.flatMap { environment in
            environment.rows.filter { row in
                row.isAccepted(at: now) && row.end > latest
                    && declarations.environments[environment.index].contains { $0.owns(row.row) }
                    && environments.contains { $0.name != environment.name && $0.holds(row.fingerprint) }
            }.map { "\(environment.name) \($0.fingerprint)" }
        }
    }
}

extension SimulatedEnvironment {
    /// In a row, live or dead, of whomever, or in any file.
    fileprivate func holds(_ key: Fingerprint) -> Bool {
        row(of: key) != nil || files.values.contains { $0.keys.values.contains(key) }
            || handMade.values.contains { Fingerprint(of: $0) == key }
    }
}

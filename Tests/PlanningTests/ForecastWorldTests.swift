import Diagnostics
import Fragments
import Model
import Testing

@testable import Planning

/// A forecast of each identity by itself says what plans of everything would do.
struct ForecastWorldTests {
    @Test func `whole environments, planned again at every moment, do what the forecast says and nothing between`()
        throws
    {
        var world = ForecastWorld(try environments, rows: try rows)
        let views = world.views(at: now)
        let plan = Planner.plan(views, comparedWith: [], Situation(now: now))
        let forecast = Forecaster(until: now + 200 * day).run(plan, of: views)
        #expect(forecast.isAlwaysDelivered)

        let changes = forecast.events.filter { $0.kind != .end }
        // Between two events, right after each, and whenever a key has just ended, there is nothing to do.
        let moments = Set(changes.map(\.at)).sorted()
        var others = zip(moments, moments.dropFirst()).map { $0 + .microseconds(($1 - $0).microseconds / 2) }
        others += moments.map { $0 + .microseconds(1) }
        others += forecast.events.filter { $0.kind == .end }.map { $0.at + .microseconds(1) }
        for moment in Set(moments + others).sorted() { try world.run(at: moment) }

        let expected = changes.map { event in
            let address = forecast.identities[event.identity].address
            guard case .change(let action) = event.kind else { return "" }
            return "\(event.at.microseconds) \(address) \(action.rawValue)"
        }
        #expect(world.told.sorted() == expected.sorted())
        #expect(expected.count > 60)
    }

    private var rotations: [Rotation] {
        [
            Rotation(every: 30 * day, overlap: 48 * hour, expires: 90 * day),
            Rotation(every: 7 * day, overlap: 10 * day),
            Rotation(overlap: 48 * hour, expires: 20 * day),
            Rotation(every: 20 * day, overlap: day, jitter: 9 * day),
            Rotation(every: 10 * day, overlap: day, window: Window(days: 0b10_0001, from: 60, to: 300, zone: .utc)),
            Rotation(overlap: 3 * day),
        ]
    }

    private func owner(_ index: Int) throws -> Owner {
        let id = try #require(OwnerID("00000000-0000-0000-0000-00000000001\(index)"))
        return Owner(id: id, email: "\(index)@x", name: "\(index)")
    }

    private var environments: [Environment] {
        get throws {
            let location = SourceLocation(file: "environments/prod.yaml", line: 1, column: 1)
            return try ["dev", "prod"].map { name in
                Environment(
                    name: name,
                    database: .sqlite(path: "/\(name).sqlite"),
                    databaseLocation: location,
                    output: "/deploy/\(name)",
                    outputLocation: location,
                    identities: try rotations.enumerated().map { index, rotation in
                        Identity(
                            name: "i\(index)",
                            owner: try owner(index),
                            key: DeclaredKey(name: keyName, format: format),
                            rotation: rotation,
                            // One file that all share, and one of its own.
                            deliveries: [
                                Delivery(target: .compose(service: "s\(index)", variable: "KEY"), location: location),
                                Delivery(target: .dotenv(file: "\(index).env", variable: "KEY"), location: location),
                            ],
                            location: location
                        )
                    }
                )
            }
        }
    }

    /// In dev each has a key, the third one that both environments share; in prod every second has none.
    private var rows: [[KeyRow]] {
        get throws {
            let dev = try (0..<6).map { index in
                row(
                    UInt8(index + 1),
                    created: -index * day,
                    ends: index == 2 ? 9 * day : nil,
                    owner: try owner(index).id
                )
            }
            let prod = try [0, 2, 4].map { index in
                row(
                    index == 2 ? 3 : UInt8(index + 101),
                    created: -3 * day,
                    ends: index == 4 ? 6 * day : nil,
                    owner: try owner(index).id,
                    id: "prod-\(index)"
                )
            }
            return [dev, prod]
        }
    }
}

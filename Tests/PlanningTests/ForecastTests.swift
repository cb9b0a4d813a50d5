import Diagnostics
import Fragments
import Glibc
import Model
import Schedule
import Testing

@testable import Planning

/// What a year holds, against dates that were computed by hand.
struct ForecastTests {
    /// 2027-01-15 08:00:00 UTC, a Friday: the time of all scenes.
    @Test func `the fixtures begin where the dates of these tests say`() {
        #expect(now.iso8601 == "2027-01-15T08:00:00Z")
    }

    @Test func `a key that is rotated every 30 days is so twelve times a year, and each ends an overlap later`() {
        let forecast = forecast(scene(Rotation(every: 30 * day, overlap: 48 * hour), row(1)), days: 365)
        #expect(
            forecast.told.prefix(4) == [
                "2027-02-14T08:00:00Z rotate known → new until 2027-02-16T08:00:00Z", "2027-02-16T08:00:00Z end known",
                "2027-03-16T08:00:00Z rotate new → new until 2027-03-18T08:00:00Z", "2027-03-18T08:00:00Z end new",
            ]
        )
        #expect(forecast.events.count { $0.kind == .change(.rotate) } == 12)
        #expect(forecast.events.count { $0.kind == .end } == 12)
        #expect(forecast.told.last == "2028-01-12T08:00:00Z end new")
        #expect(forecast.diagnostics == [] && forecast.isAlwaysDelivered)
        // The last one is the current one at the end.
        #expect(forecast.identities[0].keys.count == 13)
        #expect(forecast.identities[0].keys.last?.replaced == nil && forecast.identities[0].keys.last?.ends == nil)
    }

    @Test func `a calendar in a zone keeps its hour when the clocks change`() throws {
        let zone = try zone("Europe/Berlin")
        // The first of a month at 03:00 in Berlin: 02:00 UTC in winter, 01:00 in summer.
        let cron = try CronText.parse("0 3 1 * *", zone: zone)
        let forecast = forecast(scene(Rotation(cron: cron, overlap: hour), row(1)), days: 200)
        #expect(
            forecast.moments(of: .change(.rotate)) == [
                "2027-02-01T02:00:00Z", "2027-03-01T02:00:00Z", "2027-04-01T01:00:00Z", "2027-05-01T01:00:00Z",
                "2027-06-01T01:00:00Z", "2027-07-01T01:00:00Z", "2027-08-01T01:00:00Z",
            ]
        )
    }

    @Test func `a rotation waits for its window, and goes outside where none is left`() {
        // Sundays from 02:00 to 04:00 UTC; the key is 7 days old on a Friday.
        let window = Window(days: 1, from: 120, to: 240, zone: .utc)
        let rotation = Rotation(every: 7 * day, overlap: hour, window: window)
        let forecast = forecast(scene(rotation, row(1)), days: 40)
        // Friday 22 January, so Sunday 24; from then on by the week, each Sunday when the window opens.
        #expect(
            forecast.moments(of: .change(.rotate)) == [
                "2027-01-24T02:00:00Z", "2027-01-31T02:00:00Z", "2027-02-07T02:00:00Z", "2027-02-14T02:00:00Z",
                "2027-02-21T02:00:00Z",
            ]
        )
        // A key that ends on Wednesday, two days before which there is no window left.
        let short = Rotation(overlap: 48 * hour, window: window)
        let forced = self.forecast(scene(short, row(1, created: -1 * hour, ends: 3 * day)), days: 10)
        #expect(forced.moments(of: .change(.rotate)) == ["2027-01-16T08:00:00Z"])
        #expect(forced.events.map(\.isOutsideWindow) == [true, false])
        #expect(forced.diagnostics.map(\.code) == ["forecast-outside-window"])
        #expect(forced.isAlwaysDelivered)
    }

    @Test func `jitter moves each identity by its own delay, and by that alone`() {
        let rotation = Rotation(every: 30 * day, overlap: hour, jitter: 5 * day)
        let delay = rotation.delay(of: Address("prod", "backend"))
        let forecast = forecast(scene(rotation, row(1)), days: 100)
        let cycle = 30 * day + delay
        let rotations = (1...3).map { turn in now + turn * cycle }
        let forecasted = forecast.events.filter { $0.kind == .change(.rotate) }.map(\.at)
        #expect(forecasted == rotations.filter { $0 <= now + 100 * day })
        #expect(delay > .zero && delay < 5 * day)
    }

    @Test func `where adoption is required an old key gets its end once it is quiet, a stated time after delivery`() {
        let adoption = Adoption(quiet: 6 * hour, deadline: 5 * day, afterDeadline: .retire)
        let rotation = Rotation(every: 30 * day, overlap: 48 * hour, adoption: adoption)
        let forecast = forecast(scene(rotation, row(1)), days: 35, adoptedAfter: 2 * hour)
        #expect(
            forecast.told == [
                "2027-02-14T08:00:00Z rotate known → new until nothing",
                "2027-02-14T16:00:00Z retire known until 2027-02-16T16:00:00Z", "2027-02-16T16:00:00Z end known",
            ]
        )
        #expect(forecast.assumesAdoption)
        // Consumers that take longer than the declared patience: it decides.
        let slow = self.forecast(scene(rotation, row(1)), days: 40, adoptedAfter: 20 * day)
        #expect(slow.moments(of: .change(.retire)) == ["2027-02-19T08:00:00Z"])
    }

    @Test func `what is pending now comes first`() {
        let forecast = forecast(Scene(rotation: Rotation(every: 30 * day, overlap: hour)), days: 31)
        #expect(
            forecast.told == [
                "2027-01-15T08:00:00Z issue new", "2027-02-14T08:00:00Z rotate new → new until 2027-02-14T09:00:00Z",
                "2027-02-14T09:00:00Z end new",
            ]
        )
    }

    @Test func `a key with an end is replaced an overlap before it`() {
        let rotation = Rotation(overlap: 48 * hour, expires: 10 * day)
        let forecast = forecast(scene(rotation, row(1, ends: 10 * day)), days: 20)
        #expect(forecast.moments(of: .change(.rotate)) == ["2027-01-23T08:00:00Z", "2027-01-31T08:00:00Z"])
        #expect(forecast.moments(of: .end) == ["2027-01-25T08:00:00Z", "2027-02-02T08:00:00Z"])
        #expect(forecast.isAlwaysDelivered)
    }

    @Test func `an identity that is absent ends, and nothing follows`() {
        let forecast = forecast(
            Scene(rotation: Rotation(every: day), rows: [row(1)], isAbsent: true, delivered: key(1)),
            days: 30
        )
        #expect(forecast.told == ["2027-01-15T08:00:00Z remove known until 2027-01-15T08:00:00Z"])
    }

    @Test func `a key that several environments hold is replaced now, and each goes its own way then`() {
        var scenes = [scene(Rotation(every: 30 * day, overlap: hour), row(1))]
        scenes.append(scenes[0])
        scenes[0].name = "dev"
        let forecast = forecast(scenes, days: 31)
        #expect(forecast.moments(of: .change(.replace)) == [now.iso8601, now.iso8601])
        #expect(forecast.events.count { $0.kind == .change(.rotate) } == 2)
        #expect(forecast.isAlwaysDelivered)
    }

    @Test func `a schedule of minutes is cut, and said to be`() {
        let forecast = forecast(scene(Rotation(every: hour, overlap: hour), row(1)), days: 365)
        #expect(forecast.events.filter(\.issuesKey).count == Forecaster.limit)
        #expect(forecast.diagnostics.map(\.code).contains("forecast-cut"))
    }

    @Test func `days with many new keys are reported`() {
        let rotation = Rotation(every: 30 * day, overlap: hour)
        let scenes = (0..<11).map { number in
            var scene = scene(rotation, row(UInt8(number + 1)))
            scene.name = "e\(number)"
            return scene
        }
        #expect(forecast(scenes, days: 45).diagnostics.map(\.code) == ["forecast-crowded"])
        #expect(forecast(Array(scenes.dropLast()), days: 45).diagnostics == [])
    }

    /// A zone of the system's database.
    private func zone(_ name: String) throws -> Zone {
        let file = try #require(fopen("/usr/share/zoneinfo/\(name)", "r"), "these tests need Debian's package tzdata")
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
        return try #require(TZif.parse(bytes, name: name))
    }

    private func scene(_ rotation: Rotation, _ row: KeyRow) -> Scene {
        Scene(rotation: rotation, rows: [row], delivered: row.plaintext)
    }

    private func forecast(_ scene: Scene, days: Int, adoptedAfter: Duration = hour) -> Forecast {
        forecast([scene], days: days, adoptedAfter: adoptedAfter)
    }

    private func forecast(_ scenes: [Scene], days: Int, adoptedAfter: Duration = hour) -> Forecast {
        let views = scenes.map(\.view)
        let plan = Planner.plan(views, comparedWith: [], Situation(now: now))
        return Forecaster(until: now + days * day, adoptedAfter: adoptedAfter).run(plan, of: views)
    }
}

extension Forecast {
    /// Each event in a line; whether keys are known already, but not which they are.
    var told: [String] {
        events.map { event in
            func name(_ key: ForecastKey) -> String { key == .new ? "new" : "known" }
            let kind =
                switch event.kind {
                case .change(let action): action.rawValue
                case .end: "end"
                }
            let from = event.key.map { " " + name($0) } ?? ""
            let to = event.issuesKey ? (event.key == nil ? " new" : " → new") : ""
            let hasFate = event.kind != .end && event.key != nil
            return "\(event.at.iso8601) \(kind)\(from)\(to)"
                + (hasFate ? " until \(event.ends?.iso8601 ?? "nothing")" : "")
        }
    }

    func moments(of kind: ForecastEvent.Kind) -> [String] { events.filter { $0.kind == kind }.map(\.at.iso8601) }
}

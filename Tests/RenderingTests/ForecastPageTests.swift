import Diagnostics
import Fragments
import Model
import Planning
import Rendering
import State
import Testing

struct ForecastPageTests {
    private let now = Instant(secondsSince1970: 1_800_000_000)

    @Test func `whatever comes from outside is escaped`() throws {
        let page = ForecastPage.render(try forecast(["<script>alert('&')</script>\u{1B}"], every: 30, days: 90))
        #expect(!page.contains("<script") && !page.contains("\u{1B}"))
        #expect(page.contains("&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;"))
    }

    @Test func `the page refers to nothing but itself`() throws {
        let page = ForecastPage.render(try forecast(["backend"], every: 30, days: 90))
        #expect(!page.contains("http") || page.firstRange(of: "http-equiv") != nil)
        for word in ["src=", "url(", "@import", "https:", "http:", "javascript:"] { #expect(!page.contains(word)) }
        // Every reference is to a part of the page.
        #expect(page.matches(of: /href="(.)/).allSatisfy { $0.output.1 == "#" })
        #expect(page.contains("default-src 'none'"))
    }

    @Test func `a large fleet makes no large page, and what is left out is counted`() throws {
        let names = (0..<600).map { "identity-\($0)" }
        let page = ForecastPage.render(try forecast(names, every: 14, days: 180))
        #expect(page.utf8.count < 4_000_000)
        #expect(page.contains("And 100 more identities"))
        #expect(page.contains("more events: see --format json"))
    }

    @Test func `identities stand under the day of what comes next, in natural order`() throws {
        let page = ForecastPage.render(try forecast(["svc10", "svc2"], every: 30, days: 90))
        let bars = try #require(page.firstRange(of: "<ul class=\"bars\">"))
        let rest = page[bars.upperBound...]
        let second = try #require(rest.firstRange(of: "prod/svc2<"))
        let tenth = try #require(rest.firstRange(of: "prod/svc10<"))
        #expect(second.lowerBound < tenth.lowerBound)
        // What is pending is done now, and each bar says when.
        #expect(page[..<bars.lowerBound].hasSuffix("<h3>Fri 2027-01-15</h3>\n"))
        #expect(rest.contains("<title>new: from 2027-01-15, replaced 2027-02-14, works until 2027-02-15</title>"))
    }

    @Test func `the page begins with what has to be done, and shows how much comes when`() throws {
        let page = ForecastPage.render(try forecast((1...8).map { "svc\($0)" }, every: 30, days: 90))
        #expect(page.contains("<b>now</b> 8 issues: <span class=\"where\">prod/svc1, prod/svc2"))
        #expect(page.contains("prod/svc6 and 2 more</span>"))
        let places = ["todo", "density", "keys", "events"].map { page.firstRange(of: "id=\"\($0)\"")?.lowerBound }
        #expect(places.allSatisfy { $0 != nil } && places.compactMap(\.self) == places.compactMap(\.self).sorted())
        #expect(page.contains("<title>8 events, 2027-01-15 to 2027-01-16</title>"))
    }

    @Test func `the text fits its width, and names no key that is not born`() throws {
        let name = String(repeating: "long-", count: 14) + "name"
        let text = ForecastText(style: .plain).render(try forecast([name], every: 30, days: 90))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 }, "\(text)")
        #expect(text.contains("new key"))
        let json = ForecastJSON.render(try forecast([name], every: 30, days: 90)).pretty
        #expect(!json.contains("mcp_") && !text.contains("mcp_") && !json.contains("forecast-1"))
    }

    private func forecast(_ names: [String], every: Int, days: Int) throws -> Forecast {
        let location = SourceLocation(file: "environments/prod.yaml", line: 1, column: 1)
        let identities = try names.enumerated().map { index, name in
            let digits = String(index, radix: 16)
            let id = String(repeating: "0", count: 32 - digits.count) + digits
            return Identity(
                name: name,
                owner: Owner(id: try #require(OwnerID(id)), email: "\(index)@x", name: name),
                key: DeclaredKey(name: "K", format: KeyFormat(prefix: "mcp_", bytes: 32, encoding: .hex)),
                rotation: Rotation(every: .seconds(every * 86_400), overlap: .seconds(86_400)),
                deliveries: [Delivery(target: .dotenv(file: "\(index).env", variable: "KEY"), location: location)],
                location: location
            )
        }
        let environment = Environment(
            name: "prod",
            database: .sqlite(path: "/prod.sqlite"),
            databaseLocation: location,
            output: "/deploy/prod",
            outputLocation: location,
            identities: identities
        )
        let view = EnvironmentView(
            ObservedEnvironment(
                layout: FragmentLayout.make(for: environment).layout,
                store: StoreObservation(identity: StoreIdentity("prod"), owners: [], keys: [], otherKeys: []),
                folder: FolderObservation(identity: "prod", resolvedPath: "/deploy/prod", files: [:])
            ),
            now: now
        )
        let plan = Planner.plan([view], comparedWith: [], Situation(now: now))
        return Forecaster(until: now + .seconds(days * 86_400)).run(plan, of: [view])
    }
}

internal import Foundation
internal import TestSupport
internal import Testing

/// The pages that the program writes, opened in a real browser.
@Suite(.unlessItHangs) struct BrowserTests {
    private struct Report: Decodable {
        let url: String
        let views: [View]

        struct View: Decodable {
            let width: Int
            let scheme: String
            let scroll_width: Int
            let ground: String
            let title: String
            let bars: Int
            let row: Double
            let first: String
            let events: Int
            let stops: [String]
            let opened: Bool
            let said: [Said]
            let requests: [String]
        }

        /// What the console shows; only how much of it matters.
        struct Said: Decodable {}
    }

    @Test(.enabled(if: Tool.chromium.isInstalled, "chromium is not installed: make test-browser installs it"))
    func `the forecast's page is readable on telephone and desk, light and dark, by keys alone and off the net`()
        async throws
    {
        let world = try World()
        let rotation = "{ every: 30d, overlap: 48h }"
        for name in ["dev", "a_name_that_is_as_long_as_names_of_environments_hardly_ever_are_in_any_fleet"] {
            _ = try world.addEnvironment(name, rotation: rotation)
        }
        let run = try await world.keyturn("forecast", "--format", "html")
        #expect(run.exitCode == 0, "\(run)")
        try world.write("forecast.html", run.output)
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Browser/open.py"
        let said = try TestProcess.run(["/usr/bin/python3", "-B", script, world.path("forecast.html")])
        let report = try JSONDecoder().decode(Report.self, from: Data(said.utf8))
        #expect(report.views.map(\.width) == [390, 390, 1_280, 1_280])
        for view in report.views {
            #expect(view.title.hasPrefix("Forecast until 20"))
            #expect(view.scroll_width <= view.width, "nothing is wider than the screen")
            #expect(view.ground == (view.scheme == "dark" ? "rgb(20, 23, 29)" : "rgb(255, 255, 255)"))
            #expect(view.bars == 2 && view.events > 4)
            #expect(view.row <= 40, "rows are so low that many fit on a telephone")
            #expect(view.first == "What to act on")
            #expect(view.stops.last == "SUMMARY" && view.opened, "Tab and Enter open an identity")
            #expect(view.said.isEmpty, "the console is silent: \(said)")
            #expect(view.requests == [report.url], "nothing is loaded")
        }
    }
}

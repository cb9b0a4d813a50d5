internal import Model
internal import Reconciler
internal import Schedule
internal import ArgumentParser
internal import Diagnostics
internal import Planning
internal import Rendering

struct ForecastCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast",
        abstract: "Shows what will happen from now on: every issue, rotation, retirement and expiry.",
        discussion: """
            Plans now, assumes the plan is applied, then jumps to the next due date, up to --until. Writes nothing, \
            and shows no key: one that does not exist yet is called new.

            Warns of days with many new keys (more than ten, and more than five times as many as on a usual day) and \
            of rotations outside of windows. After every event it checks that each identity still has a live key in \
            its files.

            --format html writes one page with a timeline of every identity; it loads nothing and runs no script:

              keyturn forecast --until 2027-03-31 --format html > forecast.html

            EXAMPLES
              keyturn forecast
              keyturn forecast prod --until 2027-12-31
              keyturn forecast --format html > forecast.html
            """
    )

    @OptionGroup var addresses: AddressOptions

    @Option(help: "How the result is written to standard output: text, json or html.")
    var format = Format.text

    @Option(
        help: ArgumentHelp(
            "Look ahead until then (at most 1,000 new keys of one identity): 2027-03-31, or 2027-03-31T06:00:00Z. "
                + "Default: 90 days from now.",
            valueName: "date"
        ),
        transform: MomentText.end
    )
    var until: Instant?

    @Option(
        name: .customLong("adopted-after"),
        help: ArgumentHelp(
            "How soon after delivery consumers use a new key, where `adoption: required` asks for it. Default: 1h.",
            valueName: "duration"
        ),
        transform: duration
    )
    var adoptedAfter: Duration = Forecaster.defaultAdoption

    @OptionGroup var options: CommonOptions

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text
        case json
        case html
    }

    func validate() throws {
        _ = try options.choosing(addresses.selection)
        guard let until, until < SystemClock().now() else { return }
        throw ValidationError("--until must be in the future", fix: "write a later date, such as 2027-12-31")
    }

    func run() async throws {
        let selection = addresses.selection
        let runner = Runner(try options.choosing(selection))
        let loaded = await runner.loadUsableFleet(of: selection, skippingUnset: true)
        let review = await runner.review(loaded.fleet)
        let forecast = Forecaster(
            until: until ?? review.plan.now + Forecaster.defaultPeriod,
            adoptedAfter: adoptedAfter,
            revoked: loaded.fleet.revoked
        ).run(review.plan, of: review.selected).limited(to: { selection.includes($0) })
        switch format {
        case .text:
            runner.tell(forecast.diagnostics, sources: loaded.sources)
            try runner.console.show(
                ForecastText(style: runner.console.outputStyle).render(forecast, isQuiet: options.quiet)
            )
        case .json: try runner.console.output(ForecastJSON.render(forecast))
        case .html: try runner.console.output(ForecastPage.render(forecast))
        }
        ExitStatus(for: forecast.diagnostics).end(keeping: loaded, review, forecast)
    }
}

@Sendable private func duration(_ text: String) throws -> Duration {
    do throws(DurationTextError) {
        return try DurationText.parse(text)
    } catch {
        throw ValidationError("expected \(DurationTextError.expected): \(error.reason)")
    }
}

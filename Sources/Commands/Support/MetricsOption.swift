internal import ArgumentParser

/// `--metrics-file`, for every command that looks at the fleet.
struct MetricsOption: ParsableArguments {
    @Option(
        name: .customLong("metrics-file"),
        help: ArgumentHelp(
            "Write metrics there, for node_exporter's textfile collector; the name must end in .prom.",
            valueName: "file"
        )
    )
    var path: String?

    func validate() throws {
        guard let path, !path.hasSuffix(".prom") || path.hasSuffix("/.prom") || path == ".prom" else { return }
        throw ValidationError(
            "--metrics-file must end in .prom",
            fix: "rename the file: the collector reads no other name"
        )
    }

    /// Begins to measure a command; nil if no one asked for it.
    func run(_ command: String) -> MetricsRun? {
        path.map { MetricsRun(sinks: [MetricsFile(path: $0)], command: command, start: .now) }
    }

    /// Begins to measure a command whose metrics are wanted elsewhere in any case.
    func run(_ command: String, beside other: any MetricsSink) -> MetricsRun {
        MetricsRun(sinks: [other] + (run(command)?.sinks ?? []), command: command, start: .now)
    }
}

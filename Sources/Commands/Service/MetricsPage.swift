internal import Diagnostics
internal import Rendering
internal import Synchronization

/// Metrics that are asked for over HTTP: the latest of each environment and command, as a file would hold them.
final class MetricsPage: MetricsSink, Sendable {
    private let samples = Mutex<[MetricSample]>([])

    /// In Prometheus's text format; empty before the first run ended.
    var text: String { MetricsText.render(samples.withLock { $0 }) }

    func write(_ metrics: RunMetrics) -> Diagnostic? {
        samples.withLock { $0 = metrics.samples(after: $0) }
        return nil
    }
}

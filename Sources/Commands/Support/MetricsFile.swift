internal import Configuration
internal import Delivery
internal import Diagnostics
internal import Glibc
internal import Rendering

/// A file of metrics for node_exporter's textfile collector, which all commands share.
struct MetricsFile: MetricsSink {
    let path: String

    /// Takes over what earlier runs wrote, as far as it still holds, and replaces the file in one step.
    ///
    /// Runs that end at once write one after the other: the folder is locked meanwhile, by a lock that no one has to clean
    /// up.
    ///
    /// - Returns: what went wrong, as a warning: metrics never make a run fail.
    func write(_ metrics: RunMetrics) -> Diagnostic? {
        let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return .metricsUnwritable(path, String(cString: strerror(errno))) }
        defer { close(folder) }
        // A file system without locks loses at most what a run at the same moment wrote.
        _ = flock(folder, LOCK_EX)
        do throws(ReplacedFile.Problem) {
            let file = try ReplacedFile(at: path)
            let previous = readPrevious()
            // The collector is another user.
            try file.write(MetricsText.render(metrics.samples(after: previous ?? [])).utf8, mode: 0o644)
            return previous == nil ? .metricsDamaged(path) : nil
        } catch {
            return .metricsUnwritable(path, error.reason)
        }
    }

    /// What earlier runs wrote; nil if it cannot be read.
    private func readPrevious() -> [MetricSample]? {
        do throws(FileProblem) {
            let bytes = try DiskFiles().read(path, limit: Self.largest)
            return MetricsReader.read(String(decoding: bytes, as: UTF8.self))
        } catch {
            return error == .missing ? [] : nil
        }
    }

    /// In bytes: far more than the metrics of a fleet.
    private static let largest = 256 << 20

    private var directory: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

extension Diagnostic {
    fileprivate static func metricsUnwritable(_ path: String, _ reason: String) -> Diagnostic {
        Diagnostic(
            .warning,
            CommandCode.metricsUnwritable,
            "the metrics could not be written to \(PlainText.line(path)): \(reason)",
            detail: "What the command did is not affected.",
            fix: "give keyturn write permission for the folder, or omit --metrics-file"
        )
    }

    fileprivate static func metricsDamaged(_ path: String) -> Diagnostic {
        Diagnostic(
            .warning,
            CommandCode.metricsDamaged,
            "what was in \(PlainText.line(path)) was not written by keyturn, or was damaged",
            detail: "It was replaced; counters start again at zero, and the results of other commands are lost."
        )
    }
}

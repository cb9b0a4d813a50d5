internal import Diagnostics
internal import FoundationEssentials
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
        guard folder >= 0 else { return .metricsUnwritable(path, Self.reason) }
        defer { close(folder) }
        // A file system without locks loses at most what a run at the same moment wrote.
        _ = flock(folder, LOCK_EX)

        var damaged: Diagnostic?
        var previous: [MetricSample] = []
        if let bytes = try? Data(contentsOf: URL(filePath: path)) {
            if let samples = MetricsReader.read(String(decoding: bytes, as: UTF8.self)) {
                previous = samples
            } else {
                damaged = .metricsDamaged(path)
            }
        }
        return replace(with: MetricsText.render(metrics.samples(after: previous))) ?? damaged
    }

    /// The collector reads every name that ends in `.prom`, and is another user: the name is right and the mode is set
    /// before anyone sees the file.
    private func replace(with text: String) -> Diagnostic? {
        let temporary = "\(directory)/.\(name).keyturn-\(getpid())"
        do {
            try Data(text.utf8).write(to: URL(filePath: temporary))
        } catch {
            unlink(temporary)
            return .metricsUnwritable(path, "\(PlainText.line(temporary)) could not be written")
        }
        guard chmod(temporary, 0o644) == 0, rename(temporary, path) == 0 else {
            let reason = Self.reason
            unlink(temporary)
            return .metricsUnwritable(path, reason)
        }
        return nil
    }

    private var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    private var directory: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static var reason: String { String(cString: strerror(errno)) }
}

extension Diagnostic {
    fileprivate static func metricsUnwritable(_ path: String, _ reason: String) -> Diagnostic {
        Diagnostic(
            .warning,
            CommandCode.metricsUnwritable,
            "the metrics could not be written to \(PlainText.line(path)): \(reason)",
            detail: "What the command did stands.",
            fix: "let keyturn write to the folder, or leave out --metrics-file"
        )
    }

    fileprivate static func metricsDamaged(_ path: String) -> Diagnostic {
        Diagnostic(
            .warning,
            CommandCode.metricsDamaged,
            "what was in \(PlainText.line(path)) was not written by keyturn, or was damaged",
            detail: "It was replaced; counters begin again, and runs of other commands are not known."
        )
    }
}

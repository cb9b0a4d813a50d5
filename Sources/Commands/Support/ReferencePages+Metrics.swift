internal import Rendering

extension ReferencePages {
    static var metrics: String {
        var text = """
            # Metrics

            \(notice)
            What `--metrics-file` writes, in Prometheus' text format. Durations are in seconds, times in seconds since \
            1970 (UTC). [Monitoring](../guides/monitoring.md) has alerts.

            | metric | type | labels | meaning |
            | --- | --- | --- | --- |

            """
        for family in MetricFamily.allCases {
            let labels = family.labels.map { "`\($0)`" }.joined(separator: ", ")
            text += "| `\(family.rawValue)` | \(family.kind.rawValue) | \(labels) | \(family.help) |\n"
        }
        return text
    }
}

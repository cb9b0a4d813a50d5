/// Prometheus' text exposition format, version 0.0.4.
package enum MetricsText {
    /// Every family that has samples, in the order of ``MetricFamily``; samples in the order of their labels.
    ///
    /// Without time stamps: node_exporter refuses files that have some.
    package static func render(_ samples: [MetricSample]) -> String {
        let byFamily = Dictionary(grouping: samples, by: \.family)
        var text = ""
        for family in MetricFamily.allCases {
            guard let samples = byFamily[family] else { continue }
            text += "# HELP \(family.rawValue) \(family.help)\n# TYPE \(family.rawValue) \(family.kind.rawValue)\n"
            for sample in samples.sorted(by: { $0.labels.lexicographicallyPrecedes($1.labels) }) {
                text += line(sample)
            }
        }
        return text
    }

    private static func line(_ sample: MetricSample) -> String {
        let labels = zip(sample.family.labels, sample.labels).map { "\($0)=\"\(escaped($1))\"" }
        return "\(sample.family.rawValue){\(labels.joined(separator: ","))} \(number(sample.value))\n"
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func number(_ value: Double) -> String {
        guard value.isFinite, value == value.rounded(), value.magnitude < 1e15 else { return "\(value)" }
        return String(Int64(value))
    }
}

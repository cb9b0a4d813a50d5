/// Reads back what ``MetricsText`` wrote.
///
/// Samples of families that this version does not know are left out: another version's file is taken over without them.
package enum MetricsReader {
    /// - Returns: nil for a text that is no such file.
    package static func read(_ text: String) -> [MetricSample]? {
        var samples: [MetricSample] = []
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let space = line.lastIndex(of: " "), let value = Double(line[line.index(after: space)...]),
                let open = line.firstIndex(of: "{"), line[..<space].hasSuffix("}"),
                let labels = labels(line[line.index(after: open)..<line.index(before: space)])
            else { return nil }
            guard let family = MetricFamily(rawValue: String(line[..<open])) else { continue }
            guard labels.map(\.name) == family.labels else { return nil }
            samples.append(MetricSample(family, labels.map(\.value), value))
        }
        return samples
    }

    /// Takes `name="value",…` apart.
    private static func labels(_ text: Substring) -> [(name: String, value: String)]? {
        var labels: [(name: String, value: String)] = []
        var rest = text.unicodeScalars[...]
        while !rest.isEmpty {
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let name = String(rest[..<equals])
            rest = rest[rest.index(after: equals)...]
            guard rest.popFirst() == "\"", let value = quoted(&rest) else { return nil }
            labels.append((name, value))
            if let comma = rest.popFirst(), comma != "," { return nil }
        }
        return labels
    }

    /// Up to the quotation mark that ends it, which is taken away.
    private static func quoted(_ rest: inout Substring.UnicodeScalarView) -> String? {
        var value = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return String(value)
            case "\\":
                guard let next = rest.popFirst() else { return nil }
                value.append(next == "n" ? "\n" : next)
            default: value.append(scalar)
            }
        }
        return nil
    }
}

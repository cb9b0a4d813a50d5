/// One line of a metrics file.
package struct MetricSample: Hashable, Sendable {
    package let family: MetricFamily

    /// The values of the family's labels, in their order.
    package let labels: [String]
    package let value: Double

    package init(_ family: MetricFamily, _ labels: [String], _ value: Double) {
        self.family = family
        self.labels = labels
        self.value = value
    }

    /// What is behind a label's name; empty where the family has no such label.
    func label(_ name: String) -> String {
        family.labels.firstIndex(of: name).map { labels[$0] } ?? ""
    }
}

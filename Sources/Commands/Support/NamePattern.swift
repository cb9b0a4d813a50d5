/// A name as a command line gives it, in which a star stands for any text: `prod`, `prod-*`, `*`.
struct NamePattern: Hashable {
    let text: String

    init(_ text: String) { self.text = text }

    /// Whether it may match several names.
    var hasStar: Bool { text.contains("*") }

    func matches(_ name: String) -> Bool {
        guard hasStar else { return text == name }
        let parts = text.split(separator: "*", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, name.hasPrefix(first) else { return false }
        var rest = name.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}

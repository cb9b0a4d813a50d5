internal import Diagnostics
internal import Model
internal import Planning

/// Changes as lines of a plan: action, address, keys and why in columns that stay aligned where a line wraps.
struct ChangeTable {
    let style: TextStyle
    let now: Instant
    let endsFirst: Bool

    /// Whether under each change more is reported about the old key and the files.
    let hasDetails: Bool

    /// Where addresses begin.
    private static let indent = 13

    func render(_ groups: [ChangeGroup]) -> String {
        let alone = Set(groups.lazy.filter { $0.changes.count == 1 }.map { $0.changes[0].address })
        let rows = groups.map { row($0, among: alone) }
        let lines = AlignedLines(rows, indent: Self.indent, style: style)
        return rows.map(lines.text).joined()
    }

    private func row(_ group: ChangeGroup, among others: Set<Address>) -> AlignedLines.Row {
        let change = group.changes[0]
        let action = change.action
        guard group.changes.count > 1 else {
            return AlignedLines.Row(
                lead: "  ",
                mark: "\(action.symbol) \(action.rawValue)",
                attribute: action.attribute,
                address: change.address.description,
                keys: change.keyWords ?? "",
                words: change.whyWords(now: now) + (hasDetails ? "" : change.briefWords(now: now)),
                details: hasDetails ? change.details(now: now, endsFirst: endsFirst) : []
            )
        }
        return AlignedLines.Row(
            lead: "  ",
            mark: "\(action.symbol) \(grouped(group.changes.count)) × \(action.rawValue)",
            attribute: action.attribute,
            address: group.address(among: others),
            keys: "",
            words: change.whyWords(now: now) + " (--all lists them)",
            isMeasured: others.isEmpty
        )
    }
}

extension Action {
    /// One colour for one meaning: something new, a key that changes, a key that should not be there, a key that ends.
    fileprivate var attribute: TextStyle.Attribute {
        switch self {
        case .issue, .adopt: .green
        case .rotate, .deliver: .cyan
        case .replace: .yellow
        case .retire, .revoke, .remove: .red
        }
    }
}

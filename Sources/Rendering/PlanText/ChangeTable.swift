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

    private struct Row {
        let mark: String
        let attribute: TextStyle.Attribute
        let address: String
        let keys: String
        let why: String
        let details: [String]
    }

    /// Where addresses begin.
    private static let indent = 13

    /// What is written beside the other columns needs so much room; with less it goes below them.
    private static let leastRoom = 30

    func render(_ groups: [ChangeGroup]) -> String {
        let rows = groups.map(row)
        let address = rows.reduce(0) { max($0, min($1.address.count, 40)) }
        let keys = rows.reduce(0) { max($0, $1.keys.count) }
        let column = Self.indent + address + 2 + (keys > 0 ? keys + 2 : 0)
        return rows.map { text($0, address, keys, column) }.joined()
    }

    private func text(_ row: Row, _ address: Int, _ keys: Int, _ column: Int) -> String {
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        let gap = String(repeating: " ", count: max(1, Self.indent - 2 - row.mark.count))
        var head = padded(row.address, address)
        if keys > 0 { head += "  " + padded(row.keys, keys) }
        var text = "  " + style.paint(row.mark, row.attribute) + gap
        let used = 2 + row.mark.count + gap.count + head.count + 2
        if style.width - column >= Self.leastRoom, used == column {
            text += head + "  " + style.wrapped(row.why, indent: column, startingAt: column) + "\n"
        } else {
            let whole = [row.address, row.keys, row.why].filter { !$0.isEmpty }.joined(separator: "  ")
            text += style.wrapped(whole, indent: Self.indent, startingAt: 2 + row.mark.count + gap.count) + "\n"
        }
        for detail in row.details {
            text += String(repeating: " ", count: Self.indent)
            text += style.paint(style.wrapped(detail, indent: Self.indent, startingAt: Self.indent), .dim) + "\n"
        }
        return text
    }

    private func row(_ group: ChangeGroup) -> Row {
        let change = group.changes[0]
        let action = change.action
        guard group.changes.count > 1 else {
            return Row(
                mark: "\(action.symbol) \(action.rawValue)",
                attribute: action.attribute,
                address: change.address.description,
                keys: change.keyWords ?? "",
                why: change.whyWords(now: now) + (hasDetails ? "" : change.briefWords(now: now)),
                details: hasDetails ? change.details(now: now, endsFirst: endsFirst) : []
            )
        }
        let last = group.changes[group.changes.count - 1]
        return Row(
            mark: "\(action.symbol) \(grouped(group.changes.count)) × \(action.rawValue)",
            attribute: action.attribute,
            address: "\(change.address) … \(last.address.identity ?? "")",
            keys: "",
            why: change.whyWords(now: now) + " (--all lists them)",
            details: []
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

package import Diagnostics
internal import Model
package import State

/// An inventory for people: a table for each environment, its rows handed over one by one.
package struct InventoryText {
    private let style: TextStyle
    private let name: ShownName

    package init(style: TextStyle, _ name: ShownName) {
        self.style = style
        self.name = name
    }

    private static let headings = ["OWNER", "NAME", "FINGERPRINT", "AGE", "LAST USED", "END", "STATE", "IDENTITY"]

    /// Hands over the text in pieces, in order.
    package func render(_ inventory: Inventory, _ write: (String) throws -> Void) rethrows {
        var widths = Self.headings.map(\.count)
        for key in inventory.keys {
            for (column, cell) in cells(key, now: inventory.now).enumerated() {
                widths[column] = max(widths[column], cell.count)
            }
        }
        var keys = inventory.keys[...]
        for (index, count) in inventory.counts.enumerated() {
            try write((index > 0 ? "\n" : "") + style.paint(Self.title(count), .bold) + "\n")
            guard count.listed > 0 else { continue }
            try write("\n" + line(Self.headings, widths))
            for key in keys.prefix(count.listed) { try write(line(cells(key, now: inventory.now), widths)) }
            keys = keys.dropFirst(count.listed)
        }
    }

    private static func title(_ counted: Inventory.Count) -> String {
        let listed = counted.listed == counted.keys ? "" : "; \(grouped(counted.listed)) listed"
        return "\(counted.environment): \(count(counted.keys, "key")), \(grouped(counted.live)) live, "
            + "\(grouped(counted.undeclared)) of no identity\(listed)"
    }

    private func cells(_ key: ListedKey, now: Instant) -> [String] {
        [
            name(key.ownerEmail ?? (key.owner.isEmpty ? "(none)" : key.owner)),
            key.name.map { $0.isEmpty ? "(empty)" : name($0) } ?? "(none)", key.fingerprint.description,
            key.createdAt.map { $0 > now ? TimeText.relative($0, to: now) : TimeText.length(now - $0) } ?? "unknown",
            key.lastUsedAt.map { TimeText.relative($0, to: now) } ?? "unknown",
            key.endsAt.map { TimeText.relative($0, to: now) } ?? "never", key.standing.words, key.identity ?? "-",
        ]
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() {
            line += cell
            if column < cells.count - 1 { line += String(repeating: " ", count: widths[column] - cell.count + 2) }
        }
        return line + "\n"
    }
}

extension ListedKey.Standing {
    /// Live, or why not.
    package var words: String {
        switch self {
        case .current: "current"
        case .older: "live, older"
        case .unseen: "live, text unknown"
        case .live: "live"
        case .inactive: "not active"
        case .expired: "expired"
        }
    }
}

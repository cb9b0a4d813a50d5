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

    private static let headings = ["FINGERPRINT", "IDENTITY", "STATE", "AGE", "LAST USED", "EXPIRES", "NAME", "OWNER"]

    /// Hands over the text in pieces, in order.
    package func render(_ inventory: Inventory, _ write: (String) throws -> Void) rethrows {
        var layout = TableLayout(Self.headings)
        for key in inventory.keys { layout.measure(cells(key, now: inventory.now)) }
        var keys = inventory.keys[...]
        for (index, count) in inventory.counts.enumerated() {
            try write((index > 0 ? "\n" : "") + style.paint(Self.title(count), .bold) + "\n")
            guard count.listed > 0 else { continue }
            try write("\n" + layout.head(style))
            for key in keys.prefix(count.listed) {
                try write(layout.line(cells(key, now: inventory.now), style))
            }
            keys = keys.dropFirst(count.listed)
        }
    }

    private static func title(_ counted: Inventory.Count) -> String {
        let listed = counted.listed == counted.keys ? "" : "; \(grouped(counted.listed)) listed"
        return "\(counted.environment): \(count(counted.keys, "key")), \(grouped(counted.live)) live, "
            + "\(grouped(counted.undeclared)) without an identity\(listed)"
    }

    private func cells(_ key: ListedKey, now: Instant) -> [String] {
        [
            key.fingerprint.description, key.identity ?? "-", key.standing.words,
            key.createdAt.map { $0 > now ? TimeText.relative($0, to: now) : TimeText.length(now - $0) } ?? "unknown",
            key.lastUsedAt.map { TimeText.relative($0, to: now) } ?? "unknown",
            key.endsAt.map { TimeText.relative($0, to: now) } ?? "never",
            key.name.map { $0.isEmpty ? "(no name)" : name($0) } ?? "(no name)",
            name(key.ownerEmail ?? (key.owner.isEmpty ? "(no owner)" : key.owner)),
        ]
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

internal import Model
package import State

/// An inventory as comma-separated values (RFC 4180), its rows handed over one by one.
package enum InventoryCSV {
    private static let columns = [
        "environment", "identity", "owner", "owner_email", "owner_name", "name", "fingerprint", "created_at",
        "last_used_at", "ends", "live", "state",
    ]

    /// Hands over the text in pieces, in order.
    package static func render(_ inventory: Inventory, _ name: ShownName, _ write: (String) throws -> Void) rethrows {
        try write(columns.joined(separator: ",") + "\r\n")
        for key in inventory.keys {
            let cells = [
                key.environment, key.identity ?? "", name(key.owner), name(key.ownerEmail ?? ""),
                name(key.ownerName ?? ""), name(key.name ?? ""), key.fingerprint.description,
                key.createdAt?.iso8601 ?? "", key.lastUsedAt?.iso8601 ?? "", key.endsAt?.iso8601 ?? "",
                key.isLive ? "true" : "false", key.standing.rawValue,
            ]
            try write(cells.map(quoted).joined(separator: ",") + "\r\n")
        }
    }

    /// A cell that begins like a formula is text to every spreadsheet.
    private static func quoted(_ cell: String) -> String {
        let text = cell.first.map { "=+-@".contains($0) } == true ? "'" + cell : cell
        guard text.contains(where: { ",\"\r\n".contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}

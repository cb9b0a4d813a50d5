package import Diagnostics
internal import Model
package import Planning
package import State

/// An inventory for programs, handed over in pieces: one document, each key on a line of its own.
package enum InventoryJSON {
    package static let formatVersion = "1.0"

    /// Hands over the text in pieces, in order.
    package static func render(
        _ inventory: Inventory,
        notCompared: [NotCompared],
        diagnostics: [Diagnostic],
        _ name: ShownName,
        _ write: (String) throws -> Void
    ) rethrows {
        let counts = inventory.counts.map { count -> JSONText in
            [
                "environment": .string(count.environment), "keys": .int(Int64(count.keys)),
                "live": .int(Int64(count.live)), "undeclared": .int(Int64(count.undeclared)),
            ]
        }
        try write(
            """
            {
              "format_version": \(JSONText.string(formatVersion).compact),
              "created_at": \(JSONText.string(inventory.now.iso8601).compact),
              "environments": \(JSONText.array(counts).compact),
              "not_compared": \(JSONText.array(notCompared.map(\.json)).compact),
              "diagnostics": \(diagnostics.json.compact),
              "keys": [
            """
        )
        for (index, key) in inventory.keys.enumerated() {
            try write((index == 0 ? "\n    " : ",\n    ") + json(key, name).compact)
        }
        try write(inventory.keys.isEmpty ? "]\n}\n" : "\n  ]\n}\n")
    }

    /// One key, as inventories, `find` and `whose` show it.
    package static func json(_ key: ListedKey, _ name: ShownName) -> JSONText {
        [
            "environment": .string(key.environment),
            "identity": JSONText(key.identity),
            "owner": .string(name(key.owner)),
            "owner_email": JSONText(key.ownerEmail.map { name($0) }),
            "owner_name": JSONText(key.ownerName.map { name($0) }),
            "name": JSONText(key.name.map { name($0) }),
            "row": .string(name(key.row)),
            "fingerprint": .string(key.fingerprint.description),
            "created_at": JSONText(key.createdAt?.iso8601),
            "last_used_at": JSONText(key.lastUsedAt?.iso8601),
            "ends": JSONText(key.endsAt?.iso8601),
            "live": .bool(key.isLive),
            "state": .string(key.standing.rawValue),
        ]
    }
}

package import Diagnostics
internal import State

/// The JSON Schema of an inventory, beside ``InventoryJSON``, which it describes.
package enum InventorySchema {
    package static var json: JSONText {
        JSONShape.document(
            "An inventory of keyturn",
            JSONShape.object([
                ("format_version", ["type": "string", "pattern": "^1\\."]), ("created_at", JSONShape.time),
                (
                    "environments",
                    JSONShape.list(
                        JSONShape.object([
                            ("environment", JSONShape.text), ("keys", JSONShape.number), ("live", JSONShape.number),
                            ("undeclared", JSONShape.number),
                        ])
                    )
                ),
                (
                    "not_compared",
                    JSONShape.list(JSONShape.object([("environment", JSONShape.text), ("reason", JSONShape.text)]))
                ), ("diagnostics", JSONShape.list(DiagnosticSchema.json)), ("keys", JSONShape.list(key)),
            ])
        )
    }

    /// One key, as ``InventoryJSON/json(_:_:)`` writes it.
    static var key: JSONText {
        JSONShape.object([
            ("environment", JSONShape.text), ("identity", JSONShape.textOrNull), ("owner", JSONShape.text),
            ("owner_email", JSONShape.textOrNull), ("owner_name", JSONShape.textOrNull),
            ("name", JSONShape.textOrNull), ("row", JSONShape.text), ("fingerprint", JSONShape.fingerprint),
            ("created_at", JSONShape.timeOrNull), ("last_used_at", JSONShape.timeOrNull),
            ("ends", JSONShape.timeOrNull), ("live", JSONShape.flag),
            ("state", ["enum": .array(ListedKey.Standing.allCases.map { .string($0.rawValue) })]),
        ])
    }
}

package import Diagnostics

/// The JSON Schema of what `keyturn find` found, beside ``FindingJSON``, which it describes.
package enum FindingSchema {
    package static var json: JSONText {
        JSONShape.document(
            "What keyturn find found",
            JSONShape.object([
                ("format_version", ["type": "string", "pattern": "^1\\."]), ("created_at", JSONShape.time),
                ("keys", JSONShape.number), ("searched", searched), ("findings", JSONShape.list(finding)),
                ("leaked", JSONShape.flag),
                (
                    "not_compared",
                    JSONShape.list(JSONShape.object([("environment", JSONShape.text), ("reason", JSONShape.text)]))
                ), ("diagnostics", JSONShape.list(DiagnosticSchema.json)),
            ])
        )
    }

    private static var searched: JSONText {
        JSONShape.object([
            ("documents", JSONShape.number), ("bytes", JSONShape.number), ("binary", JSONShape.list(JSONShape.text)),
            ("unread", JSONShape.list(JSONShape.object([("path", JSONShape.text), ("reason", JSONShape.text)]))),
        ])
    }

    private static var finding: JSONText {
        JSONShape.object([
            ("kind", JSONShape.one(of: FindingJSON.kinds)), ("path", JSONShape.textOrNull),
            ("commit", JSONShape.textOrNull), ("line", JSONShape.number), ("column", JSONShape.number),
            ("fingerprint", JSONShape.fingerprint), ("live", JSONShape.flag), ("own", JSONShape.flag),
            ("fix", JSONShape.textOrNull), ("keys", JSONShape.list(InventorySchema.key)),
        ])
    }
}

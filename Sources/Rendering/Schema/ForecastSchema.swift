package import Diagnostics
internal import Planning

/// The JSON Schema of a forecast, beside ``ForecastJSON``, which it describes.
package enum ForecastSchema {
    package static var json: JSONText {
        JSONShape.document(
            "A forecast of keyturn",
            JSONShape.object([
                ("format_version", ["type": "string", "pattern": "^1\\."]), ("created_at", JSONShape.time),
                ("until", JSONShape.time),
                (
                    "assumptions",
                    JSONShape.object([
                        ("runs", JSONShape.text), ("adopted_after_seconds", JSONShape.number),
                        (
                            "max_per_run",
                            JSONShape.list(
                                JSONShape.object([("environment", JSONShape.text), ("rotations", JSONShape.number)])
                            )
                        ),
                    ])
                ), ("complete", JSONShape.flag), ("always_delivered", JSONShape.flag),
                ("events", JSONShape.list(event)), ("identities", JSONShape.list(identity)),
                ("diagnostics", JSONShape.list(DiagnosticSchema.json)),
            ])
        )
    }

    private static var event: JSONText {
        JSONShape.object([
            ("at", JSONShape.time), ("action", JSONShape.text), ("environment", JSONShape.text),
            ("identity", JSONShape.textOrNull), ("fingerprint", JSONShape.fingerprintOrNull),
            ("issues_key", JSONShape.flag), ("ends", JSONShape.timeOrNull),
            ("reason", JSONShape.oneOrNull(of: Reason.explanations.map(\.code))), ("outside_window", JSONShape.flag),
        ])
    }

    private static let identity = JSONShape.object([
        ("environment", JSONShape.text), ("identity", JSONShape.textOrNull),
        (
            "keys",
            JSONShape.list(
                JSONShape.object([
                    ("fingerprint", JSONShape.fingerprintOrNull), ("from", JSONShape.timeOrNull),
                    ("replaced", JSONShape.timeOrNull), ("ends", JSONShape.timeOrNull),
                ])
            )
        ),
    ])
}

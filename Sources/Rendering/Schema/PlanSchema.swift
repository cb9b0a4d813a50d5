package import Diagnostics
internal import Fragments
internal import Model
internal import Planning

/// The JSON Schema of a plan, beside ``PlanJSON``, which it describes.
///
/// Words come from the types. Readers ignore members that they do not know, so none is forbidden; a test forbids them, and
/// so finds what is printed and not described.
package enum PlanSchema {
    package static var json: JSONText {
        JSONShape.document(
            "A plan of keyturn",
            JSONShape.object(
                [
                    ("format_version", ["type": "string", "pattern": "^1\\."]), ("created_at", JSONShape.time),
                    ("what_if", JSONShape.object([("at", JSONShape.time), ("observed_at", JSONShape.time)])),
                    ("drift_only", JSONShape.object([("left_out", JSONShape.number)])),
                    ("changes", JSONShape.list(change)), ("environments", JSONShape.list(environment)),
                    ("left_for_review", JSONShape.list(change)), ("waiting", JSONShape.list(waiting)),
                    ("ending", JSONShape.list(ending)), ("orphans", JSONShape.list(orphan)),
                    ("watched", JSONShape.list(watched)),
                    ("not_compared", JSONShape.list(notCompared)), ("isolation", JSONShape.list(pair)),
                    ("declarations", JSONShape.list(declaration)), ("policy", policy),
                    ("outcomes", JSONShape.list(outcome)), ("revocation_entries", JSONShape.list(revocationEntry)),
                    ("diagnostics", JSONShape.list(DiagnosticSchema.json)),
                ],
                // A saved plan has no declarations, what was applied has outcomes.
                optional: ["what_if", "drift_only", "declarations", "outcomes", "revocation_entries"]
            )
        )
    }

    // MARK: - Changes

    private static let address: [(name: String, shape: JSONText)] = [
        ("environment", JSONShape.text), ("identity", JSONShape.textOrNull),
    ]

    private static var change: JSONText {
        JSONShape.object(
            [("action", JSONShape.one(of: Action.allCases.map(\.rawValue)))] + address + [
                ("reason", JSONShape.text), ("reasons", JSONShape.list(reason)), ("from", JSONShape.fingerprintOrNull),
                ("from_last_used_at", JSONShape.timeOrNull),
                ("to", JSONShape.fingerprintOrNull), ("ends", JSONShape.timeOrNull), ("ends_first", JSONShape.flag),
                ("awaits_adoption", JSONShape.flag), ("files", JSONShape.list(fileChange)),
                ("declared_at", JSONShape.text), ("ends_by", JSONShape.one(of: ["keyturn"])),
            ],
            optional: ["ends_by"]
        )
    }

    private static var reason: JSONText {
        JSONShape.object(
            [
                ("code", JSONShape.one(of: Reason.explanations.map(\.code))), ("text", JSONShape.text),
                ("places", JSONShape.list(place)),
            ],
            optional: ["places"]
        )
    }

    private static let place = JSONShape.object([
        ("environment", JSONShape.text),
        (
            "kind",
            JSONShape.one(of: [
                "identity", "ended", "unmanaged", "ended-unmanaged", "other-owner", "ended-other-owner", "file",
                "other-file", "watched",
            ])
        ), ("name", JSONShape.textOrNull),
    ])

    private static let fileChange = JSONShape.object([
        ("path", JSONShape.text),
        (
            "state",
            JSONShape.oneOrNull(of: [
                "missing", "key-missing", "holds-other", "public-part", "altered", "attributes", "surplus",
            ])
        ), ("holds", JSONShape.fingerprintOrNull), ("holds_dead_key", JSONShape.flag),
    ])

    // MARK: - Environments

    private static var environment: JSONText {
        JSONShape.object([
            ("environment", JSONShape.text), ("identities", JSONShape.number), ("refused", JSONShape.flag),
            (
                "next_rotation",
                JSONShape.orNull(JSONShape.object([("identity", JSONShape.textOrNull), ("at", JSONShape.time)]))
            ),
            ("postponed", JSONShape.list(JSONShape.text)),
            (
                "hooks",
                JSONShape.list(
                    JSONShape.object([
                        ("command", JSONShape.list(JSONShape.text)), ("identities", JSONShape.list(JSONShape.text)),
                        ("event", JSONShape.one(of: ["onChange", "onEnd"])),
                        ("owed", JSONShape.list(JSONShape.fingerprint)),
                    ])
                )
            ), ("unmanaged", JSONShape.list(unmanaged)), ("connection", connection),
            ("files", JSONShape.list(diff)),
        ])
    }

    private static let unmanaged = JSONShape.object([
        ("environment", JSONShape.text), ("owner", JSONShape.text), ("name", JSONShape.textOrNull),
        ("fingerprint", JSONShape.fingerprint), ("created_at", JSONShape.timeOrNull), ("ends", JSONShape.timeOrNull),
        ("last_used_at", JSONShape.timeOrNull),
    ])

    private static var connection: JSONText {
        JSONShape.object([
            ("engine", JSONShape.oneOrNull(of: ["postgresql", "sqlite"])), ("declared", JSONShape.orNull(transport)),
            ("used", JSONShape.orNull(transport)),
        ])
    }

    private static var transport: JSONText {
        JSONShape.object([
            ("kind", JSONShape.one(of: ["local", "network"])),
            ("sslmode", JSONShape.oneOrNull(of: SSLMode.allCases.map(\.rawValue))), ("tls", JSONShape.flagOrNull),
        ])
    }

    private static var diff: JSONText {
        JSONShape.object([
            ("path", JSONShape.text), ("state", JSONShape.one(of: FileDiff.Kind.allCases.map(\.rawValue))),
            ("removed", JSONShape.number), ("added", JSONShape.number), ("others", JSONShape.number),
            ("lines", JSONShape.list(["type": "string", "pattern": "^[-+]"])),
        ])
    }

    // MARK: - What else is reported

    private static let waiting = JSONShape.object(
        address + [
            ("old", JSONShape.fingerprint), ("new", JSONShape.fingerprint),
            ("evidence", JSONShape.one(of: ["old-in-use", "new-unused", "old-use-unknown"])),
            ("old_last_used_at", JSONShape.timeOrNull), ("deadline", JSONShape.timeOrNull), ("text", JSONShape.text),
        ]
    )

    private static let ending = JSONShape.object(
        address + [
            ("fingerprint", JSONShape.fingerprint), ("ends", JSONShape.time), ("last_used_at", JSONShape.timeOrNull),
        ]
    )

    /// A key or a fragment, by `kind`.
    static let orphan = JSONShape.object(
        [
            ("kind", JSONShape.one(of: ["key", "fragment"])), ("environment", JSONShape.text),
            ("forgotten", JSONShape.flag), ("identity", JSONShape.textOrNull), ("fingerprint", JSONShape.fingerprint),
            ("owner", JSONShape.text), ("name", JSONShape.textOrNull), ("created_at", JSONShape.timeOrNull),
            ("ends", JSONShape.timeOrNull), ("last_used_at", JSONShape.timeOrNull),
            ("evidence", JSONShape.list(JSONShape.one(of: OrphanedKey.Trace.codes))),
            ("paths", JSONShape.list(JSONShape.text)), ("declare", JSONShape.text), ("path", JSONShape.text),
            ("declared", JSONShape.flag), ("written_by_keyturn", JSONShape.flag),
            (
                "entries",
                JSONShape.list(
                    JSONShape.object([
                        ("service", JSONShape.textOrNull), ("variable", JSONShape.text),
                        ("secret", JSONShape.textOrNull), ("identity", JSONShape.textOrNull),
                        ("fingerprint", JSONShape.fingerprintOrNull),
                    ])
                )
            ),
            (
                "keys",
                JSONShape.list(
                    JSONShape.object([
                        ("fingerprint", JSONShape.fingerprint), ("identity", JSONShape.textOrNull),
                        ("state", JSONShape.one(of: ["current", "older", "ended", "undeclared"])),
                        ("dark_at", JSONShape.timeOrNull),
                    ])
                )
            ), ("dark_at", JSONShape.timeOrNull),
        ],
        optional: [
            "identity", "fingerprint", "owner", "name", "created_at", "ends", "last_used_at", "evidence", "paths",
            "declare", "path", "declared", "written_by_keyturn", "entries", "keys", "dark_at",
        ]
    )

    private static let watched = JSONShape.object([
        ("environment", JSONShape.text), ("place", JSONShape.text), ("fingerprint", JSONShape.fingerprintOrNull),
        ("since", JSONShape.timeOrNull), ("shared_with", JSONShape.list(place)), ("shared_places", JSONShape.number),
        ("too_old", JSONShape.flagOrNull),
    ])

    private static let notCompared = JSONShape.object([
        ("environment", JSONShape.text), ("what", JSONShape.textOrNull), ("reason", JSONShape.text),
    ])

    private static let pair = JSONShape.object([
        ("environments", JSONShape.list(JSONShape.text)), ("live", JSONShape.number), ("ending", JSONShape.number),
        ("ended", JSONShape.number), ("files", JSONShape.number), ("watched", JSONShape.number),
        ("copied", JSONShape.number), ("replica", JSONShape.flag),
    ])

    private static let revocationEntry = JSONShape.object([
        ("fingerprint", ["type": "string", "pattern": "^[0-9a-f]{12,64}$"]), ("date", JSONShape.text),
        ("reason", JSONShape.text),
    ])

    private static let outcome = JSONShape.object(
        [("environment", JSONShape.text), ("succeeded", JSONShape.flag)]
            + [
                "keys_issued", "files_written", "hooks_run", "keys_retired", "keys_deactivated", "rows_deleted",
                "leftovers_removed",
            ].map { ($0, JSONShape.number) }
    )

    // MARK: - Declarations

    private static var declaration: JSONText {
        JSONShape.object([
            ("environment", JSONShape.text), ("identity", JSONShape.text), ("owner", JSONShape.text),
            (
                "key",
                JSONShape.object([
                    ("name", JSONShape.text), ("prefix", JSONShape.text), ("bytes", JSONShape.number),
                    ("encoding", JSONShape.one(of: KeyFormat.Encoding.allCases.map(\.rawValue))),
                    ("bits", JSONShape.number),
                ])
            ), ("rotation", rotation), ("deliveries", JSONShape.list(delivery)),
            ("on_change", JSONShape.orNull(JSONShape.list(JSONShape.text))),
            (
                "verify",
                JSONShape.orNull(
                    JSONShape.object([("http", JSONShape.text), ("header", JSONShape.text), ("bearer", JSONShape.flag)])
                )
            ), ("state", JSONShape.one(of: ["present", "absent"])), ("digest", JSONShape.text),
            ("declared_at", JSONShape.text),
        ])
    }

    private static var rotation: JSONText {
        let duration = JSONShape.orNull(JSONShape.object([("text", JSONShape.text), ("seconds", JSONShape.number)]))
        let cron = JSONShape.object([("text", JSONShape.text), ("timezone", JSONShape.text)])
        let window = JSONShape.object([
            ("days", JSONShape.list(JSONShape.text)), ("from", JSONShape.text), ("to", JSONShape.text),
            ("timezone", JSONShape.text),
        ])
        let adoption = JSONShape.object([
            ("quiet", duration), ("deadline", duration),
            ("after_deadline", JSONShape.one(of: Adoption.AfterDeadline.allCases.map(\.rawValue))),
        ])
        return JSONShape.object([
            ("every", duration), ("cron", JSONShape.orNull(cron)), ("jitter", duration),
            ("first_within", duration),
            ("window", JSONShape.orNull(window)), ("overlap", duration), ("expires", duration),
            ("adoption", JSONShape.orNull(adoption)), ("retain", duration),
        ])
    }

    private static let delivery = JSONShape.object([
        ("kind", JSONShape.one(of: ["compose", "dotenv", "secret", "template"])), ("service", JSONShape.textOrNull),
        ("variable", JSONShape.textOrNull), ("public_variable", JSONShape.textOrNull),
        ("template", JSONShape.textOrNull), ("file", JSONShape.text), ("mode", JSONShape.textOrNull),
    ])

    // MARK: - Policy

    private static var policy: JSONText {
        JSONShape.object([
            (
                "findings",
                JSONShape.list(
                    JSONShape.object(
                        [("rule", JSONShape.text)] + address + [
                            ("severity", JSONShape.one(of: PolicySeverity.allCases.map(\.rawValue))),
                            ("state", JSONShape.one(of: ["stands", "excepted", "overridden"])),
                            ("value", JSONShape.textOrNull), ("summary", JSONShape.text),
                            ("detail", JSONShape.textOrNull), ("fix", JSONShape.textOrNull),
                            ("declared_at", JSONShape.text),
                        ]
                    )
                )
            ),
            (
                "exceptions",
                JSONShape.list(
                    JSONShape.object([
                        ("rule", JSONShape.text), ("address", JSONShape.text), ("until", JSONShape.text),
                        ("reason", JSONShape.text), ("approved_by", JSONShape.textOrNull),
                        (
                            "outcome",
                            JSONShape.one(of: [
                                "applied", "unneeded", "unknown-address", "rule-not-set", "lapsed", "not-judged",
                            ])
                        ), ("findings", JSONShape.number), ("declared_at", JSONShape.text),
                    ])
                )
            ),
            (
                "overrides",
                JSONShape.list(
                    JSONShape.object([
                        ("rule", JSONShape.text), ("reason", JSONShape.text), ("findings", JSONShape.number),
                    ])
                )
            ), ("held", JSONShape.list(JSONShape.object(address + [("rules", JSONShape.list(JSONShape.text))]))),
        ])
    }
}

/// The JSON Schema of a diagnostic.
enum DiagnosticSchema {
    static let json = JSONShape.object([
        ("severity", JSONShape.one(of: Diagnostic.Severity.allCases.map(\.rawValue))), ("code", JSONShape.text),
        ("summary", JSONShape.text), ("detail", JSONShape.textOrNull), ("fix", JSONShape.textOrNull),
        ("file", JSONShape.textOrNull), ("line", JSONShape.numberOrNull), ("column", JSONShape.numberOrNull),
        ("address", JSONShape.textOrNull),
    ])
}

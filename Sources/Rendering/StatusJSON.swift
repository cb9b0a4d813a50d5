package import Diagnostics
internal import Model
package import Planning
internal import State

/// The status of every identity for programs.
package enum StatusJSON {
    package static let formatVersion = "1.0"

    /// `all`: also what is left on purpose; `failures` are reported with the plan's diagnostics.
    package static func render(
        _ statuses: [IdentityStatus],
        plan: Plan,
        all: Bool = false,
        failures: [Diagnostic] = []
    ) -> JSONText {
        [
            "format_version": .string(formatVersion),
            "created_at": .string(plan.now.iso8601),
            "identities": .array(statuses) { json($0, now: plan.now) },
            "unmanaged": .array(plan.environments.flatMap(\.unmanaged).map(\.json)),
            "orphans": .array(plan.environments.flatMap { (all ? $0.orphans : $0.orphans.told).json }),
            "copies": .array(plan.provenance.sorted { $0.key < $1.key }.filter { !$0.value.isOwn }.map(json)),
            "not_compared": .array(plan.notCompared.map(\.json)),
            "diagnostics": (plan.diagnostics + failures).json,
        ]
    }

    private static func json(_ environment: String, _ found: Provenance) -> JSONText {
        [
            "environment": .string(environment),
            "copied_keys": .int(Int64(found.copies)),
            "undecided_keys": .int(Int64(found.undecided)),
            "replica_of": JSONText(found.follows),
        ]
    }

    private static func json(_ copy: KeyCopy?) -> JSONText {
        let (kind, others): (String, [String])
        switch copy {
        case nil: return .null
        case .of(let name): (kind, others) = ("copied-from", [name])
        case .to(let names): (kind, others) = ("copied-to", names)
        case .unknown(let names): (kind, others) = ("origin-unknown", names)
        }
        return ["kind": .string(kind), "environments": .array(others.map { .string($0) })]
    }

    private static func json(_ status: IdentityStatus, now: Instant) -> JSONText {
        let (delivery, missing): (String, [String]) =
            switch status.delivery {
            case .delivered: ("delivered", [])
            case .incomplete(let files): ("incomplete", files)
            case .unknown(let files): ("unknown", files)
            case .notDeclared: ("not-declared", [])
            case .noKey: ("no-key", [])
            }
        let identity: JSONText = [
            "environment": .string(status.address.environment),
            "identity": JSONText(status.address.identity),
            "fingerprint": JSONText(status.current?.description),
            "created_at": JSONText(status.createdAt?.iso8601),
            "ends": JSONText(status.ends?.iso8601),
            "next_rotation": JSONText(status.nextRotation?.iso8601),
            "last_used_at": JSONText(status.lastUsedAt?.iso8601),
            "last_use_may_be_probe": .bool(status.lastUseMayBeProbe),
            "delivery": .string(delivery),
            "not_delivered_to": .array(missing.map { .string($0) }),
            "retiring": .array(
                status.retiring.map {
                    [
                        "fingerprint": .string($0.fingerprint.description), "ends": JSONText($0.ends?.iso8601),
                        "last_used_at": JSONText($0.lastUsedAt?.iso8601), "in_use": .bool($0.isInUse),
                        "last_use_may_be_probe": .bool($0.lastUseMayBeProbe),
                    ]
                }
            ),
            "waiting": .array(status.waiting.map { PlanJSON.json($0, now: now) }),
            "copy": json(status.copy),
            "pending": .array(status.pending.map { .string($0.rawValue) }),
        ]
        guard case .object(var members) = identity else { return identity }
        // Told of stores where it can be otherwise.
        if status.isEndedByKeyturn { members.append(JSONText.Member("ends_by", "keyturn")) }
        if let unseen = status.unseen { members.append(JSONText.Member("unseen", .array(unseen.map(json)))) }
        return .object(members)
    }

    private static func json(_ key: UnseenKey) -> JSONText {
        [
            "fingerprint": .string(key.fingerprint.description), "row": .string(key.row),
            "name": JSONText(key.name), "created_at": JSONText(key.createdAt?.iso8601),
            "last_used_at": JSONText(key.lastUsedAt?.iso8601), "issued_by_keyturn": .bool(key.isIssuedByKeyturn),
        ]
    }
}

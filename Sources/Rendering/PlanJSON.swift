package import Diagnostics
internal import Fragments
internal import Model
package import Planning
internal import State

/// A plan for programs.
///
/// Readers ignore members that they do not know; a released member is not renamed.
package enum PlanJSON {
    /// Raised in its first part when a reader of the former one would misread it.
    package static let formatVersion = "1.0"

    /// The plan, with what its environments declare.
    package static func renderWithDeclarations(_ plan: Plan) -> JSONText {
        guard case .object(var members) = render(plan) else { return .null }
        if let leftOut = plan.leftOut {
            members.insert(JSONText.Member("drift_only", ["left_out": .int(Int64(leftOut))]), at: 2)
        }
        members.insert(
            JSONText.Member("declarations", DeclarationJSON.render(plan.declared)),
            at: max(0, members.count - 2)
        )
        return .object(members)
    }

    package static func render(_ plan: Plan) -> JSONText {
        [
            "format_version": .string(formatVersion),
            "created_at": .string(plan.now.iso8601),
            "changes": .array(plan.changes) { json($0, of: plan) },
            "environments": .array(plan.environments.map { json($0, plan) }),
            "left_for_review": .array(plan.left.map { json($0, of: plan) }),
            "waiting": .array(plan.waiting.map { json($0, now: plan.now) }),
            "ending": .array(
                plan.ending.map {
                    [
                        "environment": .string($0.address.environment),
                        "identity": JSONText($0.address.identity),
                        "fingerprint": .string($0.fingerprint.description),
                        "ends": .string($0.ends.iso8601),
                        "last_used_at": JSONText($0.lastUsedAt?.iso8601),
                    ]
                }
            ),
            "orphans": .array(plan.environments.flatMap(\.orphans.told.json)),
            "watched": .array(plan.watched.map { $0.json(placeJSON: json) }),
            "not_compared": .array(plan.notCompared.map(\.json)),
            "isolation": .array(plan.pairs.map(IsolationJSON.keys)),
            "policy": PolicyJSON.render(plan.policy),
            "diagnostics": plan.diagnostics.json,
        ]
    }

    private static func json(_ environment: EnvironmentPlan, _ plan: Plan) -> JSONText {
        [
            "environment": .string(environment.name),
            "identities": .int(Int64(environment.identityCount)),
            "refused": .bool(environment.isRefused),
            "next_rotation": environment.nextRotation.map {
                ["identity": JSONText($0.address.identity), "at": .string($0.at.iso8601)]
            } ?? .null,
            "postponed": .array(environment.postponed.map { JSONText($0.identity) }),
            "hooks": .array(environment.announcements.map(\.json)),
            "unmanaged": .array(environment.unmanaged.map(\.json)),
            "connection": DeclarationJSON.connection(of: environment.name, in: plan),
            "files": .array(environment.diffs.map(json)),
        ]
    }

    private static func json(_ diff: FileDiff) -> JSONText {
        [
            "path": .string(diff.path),
            "state": .string(diff.kind.rawValue),
            "removed": .int(Int64(diff.removed)),
            "added": .int(Int64(diff.added)),
            "others": .int(Int64(diff.others)),
            "lines": .array(diff.lines.map { .string(($0.isAdded ? "+" : "-") + $0.text) }),
        ]
    }

    private static func json(_ change: Change, of plan: Plan) -> JSONText {
        let now = plan.now
        let endsFirst = plan.mandate.endsFirst
        let text: JSONText = [
            "action": .string(change.action.rawValue),
            "environment": .string(change.address.environment),
            "identity": JSONText(change.address.identity),
            "reason": .string(change.reasons.map { $0.words(now: now) }.joined(separator: "; ")),
            "reasons": .array(change.reasons.map { json($0, now: now) }),
            "from": JSONText(change.from?.description),
            "from_last_used_at": JSONText(change.fromLastUsedAt?.iso8601),
            "to": JSONText(change.to?.description),
            "ends": JSONText(change.ends?.iso8601),
            "ends_first": .bool(endsFirst && change.action == .revoke),
            "awaits_adoption": .bool(change.awaitsAdoption),
            "files": .array(change.files.map(json)),
            "declared_at": .string(change.location.description),
        ]
        guard change.isEndedByKeyturn == true, case .object(let members) = text else { return text }
        return .object(members + [JSONText.Member("ends_by", "keyturn")])
    }

    static func json(_ waiting: Waiting, now: Instant) -> JSONText {
        let (evidence, last): (String, Instant?) =
            switch waiting.evidence {
            case .oldInUse(let last): ("old-in-use", last)
            case .newUnused: ("new-unused", nil)
            case .oldUseUnknown: ("old-use-unknown", nil)
            }
        return [
            "environment": .string(waiting.address.environment),
            "identity": JSONText(waiting.address.identity),
            "old": .string(waiting.old.description),
            "new": .string(waiting.new.description),
            "evidence": .string(evidence),
            "old_last_used_at": JSONText(last?.iso8601),
            "deadline": JSONText(waiting.deadline?.iso8601),
            "text": .string(waiting.words(now: now)),
        ]
    }

    private static func json(_ reason: Reason, now: Instant) -> JSONText {
        var members = [
            JSONText.Member("code", .string(reason.code)),
            JSONText.Member("text", .string(reason.words(now: now))),
        ]
        if case .shared(let places) = reason {
            members.append(JSONText.Member("places", .array(places.map(json))))
        }
        return .object(members)
    }

    static func json(_ place: Place) -> JSONText {
        let (kind, name): (String, String?) =
            switch place.kind {
            case .identity(let name): ("identity", name)
            case .ended(let name): ("ended", name)
            case .unmanaged(let name): ("unmanaged", name)
            case .endedUnmanaged(let name): ("ended-unmanaged", name)
            case .otherOwner: ("other-owner", nil)
            case .endedOtherOwner: ("ended-other-owner", nil)
            case .file(let path): ("file", path)
            case .otherFile(let path): ("other-file", path)
            case .watched(let source): ("watched", source.description)
            }
        return ["environment": .string(place.environment), "kind": .string(kind), "name": JSONText(name)]
    }

    private static func json(_ file: FileChange) -> JSONText {
        let finding: (state: String, holds: String?)? =
            switch file.finding {
            case nil: nil
            case .fileMissing: ("missing", nil)
            case .entryMissing: ("key-missing", nil)
            case .holdsOther(let fingerprint): ("holds-other", fingerprint.description)
            case .publicPart: ("public-part", nil)
            case .altered: ("altered", nil)
            case .attributes: ("attributes", nil)
            case .surplus(let fingerprint): ("surplus", fingerprint?.description)
            }
        return [
            "path": .string(file.path), "state": JSONText(finding?.state), "holds": JSONText(finding?.holds),
            "holds_dead_key": .bool(file.holdsDeadKey),
        ]
    }
}

package import Diagnostics
package import Planning

/// What an apply did, for programs: the plan, with what came of it.
///
/// `revocationEntries` are for `_revoked.yaml`; nil if no one asked for a revocation.
package enum OutcomeJSON {
    package static func render(
        _ outcomes: [EnvironmentOutcome],
        plan: Plan,
        diagnostics: [Diagnostic],
        revocationEntries: [RevocationEntry]? = nil
    ) -> JSONText {
        guard case .object(var members) = PlanJSON.render(plan) else { return .null }
        members.removeAll { $0.name == "diagnostics" }
        members.append(JSONText.Member("outcomes", .array(outcomes.map(json))))
        if let revocationEntries {
            members.append(JSONText.Member("revocation_entries", .array(revocationEntries.map(\.json))))
        }
        members.append(JSONText.Member("diagnostics", diagnostics.json))
        return .object(members)
    }

    private static func json(_ outcome: EnvironmentOutcome) -> JSONText {
        [
            "environment": .string(outcome.environment),
            "succeeded": .bool(outcome.failures.isEmpty),
            "keys_issued": .int(Int64(outcome.issued)),
            "files_written": .int(Int64(outcome.filesWritten)),
            "hooks_run": .int(Int64(outcome.hooksRun)),
            "keys_retired": .int(Int64(outcome.retired)),
            "keys_deactivated": .int(Int64(outcome.deactivated)),
            "rows_deleted": .int(Int64(outcome.deleted)),
            "leftovers_removed": .int(Int64(outcome.swept)),
        ]
    }
}

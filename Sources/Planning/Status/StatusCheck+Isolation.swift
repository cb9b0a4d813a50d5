package import Diagnostics
internal import Model

extension StatusCheck {
    /// Keys that are known in two environments, as errors: whatever is planned about them, no health check passes.
    package func failures(of plan: Plan) -> [Diagnostic] {
        copied(plan) + shared(plan)
    }

    private func copied(_ plan: Plan) -> [Diagnostic] {
        plan.provenance.sorted { $0.key < $1.key }.compactMap { name, provenance in
            let count = provenance.copies + provenance.undecided
            guard count > 0 else { return nil }
            return Diagnostic(
                .error,
                StatusCode.copied,
                "\(name): \(count) live \(count == 1 ? "key is" : "keys are") the same \(count == 1 ? "row" : "rows") as in "
                    + "another environment",
                fix: "deactivate what does not belong there: keyturn isolation names each key",
                address: name
            )
        }
    }

    private func shared(_ plan: Plan) -> [Diagnostic] {
        (plan.changes + plan.left).compactMap { change in
            guard let key = change.from,
                change.reasons.contains(where: { if case .shared = $0 { true } else { false } })
            else { return nil }
            return Diagnostic(
                .error,
                StatusCode.shared,
                "\(change.address): key \(key) is known in another environment",
                fix:
                    "run keyturn plan -e \(change.address.environment), then keyturn apply -e \(change.address.environment)",
                address: change.address.description
            )
        }
    }
}

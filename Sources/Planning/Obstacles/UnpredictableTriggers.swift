internal import Diagnostics
package import Model
internal import State

/// Triggers of a table of which the catalog does not tell what they do: one may refuse a row at night that everything else
/// lets pass.
package struct UnpredictableTriggers {
    package let summary: String
    package let fix: String

    /// Nil if the table has none.
    package init?(of table: StoreSchema.Table) {
        let names = table.opaqueTriggers
        guard !names.isEmpty else { return nil }
        let isOne = names.count == 1
        summary =
            "what the trigger\(isOne ? "" : "s") \(names.map { PlainText.line($0) }.joined(separator: ", ")) of \(table.name)"
            + " do\(isOne ? "es" : "") cannot be predicted: a row may be refused or changed"
        fix = "read \(isOne ? "it" : "them"), and let \(isOne ? "it" : "them") leave what keyturn writes alone"
    }

    /// What is reported where changes write rows; nothing where none does.
    static func diagnostics(in view: EnvironmentView, beside changes: [Change]) -> [Diagnostic] {
        guard !changes.isEmpty, let schema = view.observed.store.schema else { return [] }
        // Owners are only inserted, and only with a key.
        let issues = changes.contains(where: \.issuesKey)
        return schema.tables.filter { $0.content == .keys || issues }.compactMap(Self.init).map { triggers in
            Diagnostic(
                .note,
                PlanningCode.unpredictableTrigger,
                triggers.summary,
                detail:
                    "Every row that is written is read again before the transaction ends. If one was refused or changed, "
                    + "everything is rolled back and no file is written.",
                fix: triggers.fix,
                at: view.environment.databaseLocation,
                address: view.name
            )
        }
    }
}

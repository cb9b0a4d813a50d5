internal import Diagnostics
internal import Model
internal import State

/// Rows of which a profile does not say whether they are live: they have NULL where `active` names values alone.
///
/// They count as ended. If the application accepts such keys, each is replaced as if it were dead, and nothing ends it.
enum UndecidedRows {
    static func check(_ view: EnvironmentView) -> [Diagnostic] {
        guard let profile = view.environment.profile, view.observed.store.undecidedRows > 0 else { return [] }
        let rows = view.observed.store.undecidedRows
        let columns = profile.active.filter(\.leavesNullUndecided).map { PlainText.line($0.column) }
        let column = columns.joined(separator: " or ")
        return [
            Diagnostic(
                .warning,
                PlanningCode.undecidedRows,
                "\(view.name): \(rows == 1 ? "a row" : "\(rows) rows") of \(PlainText.line(profile.table.text)) "
                    + "\(rows == 1 ? "has" : "have") no value in \(column), and count\(rows == 1 ? "s" : "") as ended",
                detail:
                    "`active` in the profile names NULL neither as live nor as ended. If the application accepts such keys, "
                    + "Keyturn replaces keys that work, and ends none of them.",
                fix:
                    "add `null` to `live` if the application accepts keys without a value there; or give the rows their value",
                at: profile.location ?? view.environment.databaseLocation,
                address: view.name
            )
        ]
    }
}

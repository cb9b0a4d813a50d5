internal import Diagnostics
internal import Model
internal import State

extension Diagnostic {
    /// Texts were not compared with all the rows that they may be of.
    static func rowsNotTried(in view: EnvironmentView) -> Diagnostic {
        let count = view.observed.untriedRows
        let column = view.environment.profile?.lookup.map { "`\($0.column)`" } ?? "the lookup column"
        return Diagnostic(
            .note,
            PlanningCode.rowsNotTried,
            (count == 1 ? "1 row of \(view.name) was" : "\(count) rows of \(view.name) were")
                + " not compared with the delivered keys",
            detail: "More than \(DigestedRows.attempts) rows without a mark have the same text in \(column). "
                + "Comparing computes a digest for each, so only the first are tried. A key of another row counts as unknown.",
            fix: "end the rows that are not in use, in the application; of keys that Keyturn issues the mark tells",
            at: view.environment.profile?.location ?? view.environment.databaseLocation,
            address: view.name
        )
    }
}

package import Diagnostics
package import Model
internal import Planning
package import Stores

extension StoreError {
    /// As ``diagnostic(for:)``; of a table that is not as its profile says, what the check of the catalog finds.
    package func diagnostics(for environment: Environment) -> [Diagnostic] {
        let misfits = misfits(in: environment)
        return misfits.isEmpty ? [diagnostic(for: environment)] : misfits
    }

    /// As ``summary``; of a table that is not as its profile says, that.
    func reason(in environment: Environment) -> String {
        guard let table = environment.profile?.table.text, !misfits(in: environment).isEmpty else { return summary }
        return "the table \(PlainText.line(table)) is not as the profile describes it"
    }

    private func misfits(in environment: Environment) -> [Diagnostic] {
        guard case .unlikeProfile(let schema, _) = self else { return [] }
        return Obstacles.misfits(in: schema, for: environment)
    }
}

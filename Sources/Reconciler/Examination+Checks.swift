package import Diagnostics
package import Model
package import Planning
internal import Stores
package import Verification

extension Reconciler.Examination {
    /// The checks of the environment's database; where it could not be read, they are skipped and say why.
    package func checklist(policy: Policy, now: Instant) -> Checklist {
        switch result {
        case .success(let observation):
            DatabaseChecks.checklist(
                of: environment,
                observation,
                needing: rights,
                policy: policy,
                clock: clock,
                git: git,
                publishers: publishers,
                now: now
            )
        case .failure(let error): DatabaseChecks.checklist(of: environment.name, unreachable: error.summary, git: git)
        }
    }

    /// Why the server could not be read; nil if it could.
    package var diagnostic: Diagnostic? {
        guard case .failure(let error) = result else { return nil }
        return error.diagnostic(for: environment)
    }

    /// What the server is like; nil if it did not answer, or is a file.
    package var server: DatabaseServer? {
        guard case .success(.server(let server)) = result else { return nil }
        return server
    }

    /// Why the server did not answer, in a clause; nil if it did.
    package var failure: String? {
        guard case .failure(let error) = result else { return nil }
        return error.summary
    }
}

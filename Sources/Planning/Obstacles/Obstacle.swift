internal import Diagnostics
internal import Model
internal import State

/// Something that the database's own rules would refuse, known before anything is written.
package struct Obstacle: Hashable, Sendable {
    /// What it stands in the way of.
    package let need: Need

    let code: PlanningCode

    /// One clause, with the table and the column.
    package let summary: String
    let detail: String?

    /// In the imperative.
    package let fix: String

    /// What a run does in a database.
    package enum Need: Hashable, Sendable {
        case insertOwner
        case issue
        case end
        case deactivate
        /// What is written where a replaced key ends, and issuing keys, each of which is replaced some day.
        case endMark
        /// The only way to end a row, and issuing keys, each of which is to end some day.
        case onlyEnd
        case delete
        /// Any of these.
        case write
        /// Nothing that is done now; it is only worth knowing.
        case nothing
    }

    init(_ need: Need, _ code: PlanningCode, _ summary: String, detail: String? = nil, fix: String) {
        self.need = need
        self.code = code
        self.summary = summary
        self.detail = detail
        self.fix = fix
    }

    /// Whether it is about a right, or about where the database is: other checks of `doctor` report those.
    package var isAboutRights: Bool { code == .missingRight || code == .readOnlyDatabase }

    /// Whether it is about where the rows come from: another check of `doctor` reports that.
    package var isAboutSource: Bool { code == .replicatedDatabase || code == .replicationUnknown }

    /// An error where the changes need what it refuses, else a warning: the next ones will.
    func diagnostic(of view: EnvironmentView, beside changes: [Change]) -> Diagnostic {
        Diagnostic(
            refuses(changes, of: view) ? .error : .warning,
            code,
            "\(view.name): \(summary)",
            detail: detail,
            fix: fix,
            at: view.environment.databaseLocation,
            address: view.name
        )
    }

    private func refuses(_ changes: [Change], of view: EnvironmentView) -> Bool {
        switch need {
        case .insertOwner:
            let known = Set(view.observed.store.owners.map(\.id))
            let missing = Set(
                view.environment.identities.lazy.filter { !known.contains($0.owner.id) }.map(\.name)
            )
            return changes.contains { $0.issuesKey && missing.contains($0.address.identity ?? "") }
        case .issue: return changes.contains(where: \.issuesKey)
        case .end: return changes.contains(where: \.endsKey)
        case .deactivate: return changes.contains(where: \.deactivatesKey)
        // A key that is revoked ends without a mark.
        case .endMark: return changes.contains { $0.issuesKey && $0.action != .revoke || $0.retiresKey }
        case .onlyEnd: return changes.contains { $0.issuesKey || $0.endsKey }
        case .delete: return changes.contains { $0.action == .remove && !$0.reasons.contains(.absent) }
        case .write: return changes.contains { $0.issuesKey || $0.endsKey || $0.action == .remove }
        case .nothing: return false
        }
    }
}

extension Change {
    /// Whether a row ends at once.
    fileprivate var deactivatesKey: Bool { action == .revoke || action == .remove && reasons.contains(.absent) }

    /// Whether a row is given an end that is not yet reached.
    fileprivate var retiresKey: Bool { action == .rotate || action == .replace || action == .retire }

    /// Whether a row is given an end or is deactivated.
    fileprivate var endsKey: Bool {
        switch action {
        case .rotate, .replace, .retire, .revoke: true
        case .remove: reasons.contains(.absent)
        case .issue, .adopt, .deliver: false
        }
    }
}

internal import Diagnostics
package import Model
package import State

/// Rows of a table of digests whose key's column holds something else: nothing of it is shown, since it may be a key.
package struct MalformedKeys {
    private let view: EnvironmentView
    private let keys: [StoreObservation.OtherKey]

    /// Nil if there is none that is live.
    package init?(in view: EnvironmentView, now: Instant) {
        keys = view.observed.store.otherKeys.filter { $0.isMalformed && $0.isLive(at: now) }.sorted { $0.id < $1.id }
        guard !keys.isEmpty else { return nil }
        self.view = view
    }

    package var summary: String {
        let form = view.environment.profile.map { "\($0.stored.scheme.rawValue), \($0.stored.encoding.rawValue)" } ?? ""
        return "\(keys.count == 1 ? "a live row has" : "\(keys.count) live rows have") no digest of the profile's form"
            + (form.isEmpty ? "" : " (\(form))")
    }

    package var detail: String {
        let rows = keys.prefix(5).map { key in
            let name = key.name.map { PlainText.quoted($0) } ?? "a row without a name"
            return key.owner.isEmpty ? name : "\(name) of owner \(PlainText.line(key.owner))"
        }
        let more = keys.count > 5 ? " and \(keys.count - 5) more" : ""
        return
            "\(rows.joined(separator: ", "))\(more). The column may hold a key in plain text, which everyone who can "
            + "read the table can use elsewhere. Keyturn leaves such rows alone"
    }

    package var fix: String {
        "delete the rows in the application; if it really stores keys in this form, correct `stored` in the profile"
    }

    var diagnostic: Diagnostic {
        Diagnostic(
            .warning,
            PlanningCode.notADigest,
            "\(view.name): \(summary)",
            detail: "\(detail).",
            fix: fix,
            at: view.environment.profile?.location ?? view.environment.databaseLocation,
            address: view.name
        )
    }
}

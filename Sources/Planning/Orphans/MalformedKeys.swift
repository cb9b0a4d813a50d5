internal import Diagnostics
package import Model
package import State

/// Rows of a table of digests whose key's column holds something else: nothing of it is shown, since it may be a key.
package struct MalformedKeys {
    private let view: EnvironmentView
    private let keys: [StoreObservation.OtherKey]

    /// Whether Keyturn's own mark is in their names: they were issued in another form.
    private let areIssued: Bool

    /// Live ones: those that Keyturn issued, and others.
    package static func all(in view: EnvironmentView, now: Instant) -> [MalformedKeys] {
        let keys = view.observed.store.otherKeys.filter { $0.isMalformed && $0.isLive(at: now) }.sorted {
            $0.id < $1.id
        }
        let isIssued = { (key: StoreObservation.OtherKey) in key.name.flatMap { MarkedName($0) } != nil }
        return [true, false].compactMap { areIssued in
            let some = keys.filter { isIssued($0) == areIssued }
            return some.isEmpty ? nil : MalformedKeys(view: view, keys: some, areIssued: areIssued)
        }
    }

    package var summary: String {
        let form = view.environment.profile.map { "\($0.stored.scheme.rawValue), \($0.stored.encoding.rawValue)" } ?? ""
        let rows = keys.count == 1 ? "a live row" : "\(keys.count) live rows"
        return "\(rows)\(areIssued ? " that Keyturn issued" : "") \(keys.count == 1 ? "has" : "have") no digest of the "
            + "profile's form" + (form.isEmpty ? "" : " (\(form))")
    }

    package var detail: String {
        let rows = keys.prefix(5).map { key in
            let name = key.name.map { PlainText.quoted($0) } ?? "a row without a name"
            return key.owner.isEmpty ? name : "\(name) of owner \(PlainText.line(key.owner))"
        }
        let more = keys.count > 5 ? " and \(keys.count - 5) more" : ""
        let list = "\(rows.joined(separator: ", "))\(more). "
        return areIssued
            ? list + "\(keys.count == 1 ? "It was" : "They were") issued in another form: `stored` in the profile had "
                + "another scheme or encoding then. The application may still accept \(keys.count == 1 ? "the key" : "these keys"). "
                + "Keyturn leaves such rows alone"
            : list
                + "The column may hold a key in plain text, which everyone who can read the table can use elsewhere. "
                + "Keyturn leaves such rows alone"
    }

    package var fix: String {
        areIssued
            ? "write `stored` in the profile as the application checks keys; if the application itself changed its form, "
                + "end the rows there once no consumer uses their keys"
            : "delete the rows in the application; if it really stores keys in this form, correct `stored` in the profile"
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

internal import Diagnostics
internal import Model
internal import State

/// Shared keys that are live in rows of other names or owners alone, so that no identity's plan reports them.
///
/// One warning for an environment: a database that was copied from another shares every row.
enum UndeclaredSharing {
    private static let named = 3

    static func check(_ views: [EnvironmentView], _ sharedKeys: SharedKeys) -> [Diagnostic] {
        var found: [String: [Fingerprint]] = [:]
        for (fingerprint, holdings) in sharedKeys.holdings {
            // Where an identity holds it live, that identity's plan and its remaining places are reported; where it is watched,
            // it is reported as a credential.
            guard !holdings.contains(where: { $0.isDeclared || $0.form == .watched }) else { continue }
            for environment in Set(holdings.filter(\.isUndeclared).map(\.place.environment))
            where sharedKeys.copied(fingerprint, in: environment) == nil {
                found[environment, default: []].append(fingerprint)
            }
        }
        return views.compactMap { view in
            found[view.name].map { .undeclaredSharing($0.sorted(), named: named, in: view, sharedKeys) }
        }
    }
}

extension Holding {
    fileprivate var isDeclared: Bool {
        if case .identity = place.kind { true } else { false }
    }

    fileprivate var isUndeclared: Bool {
        switch place.kind {
        case .unmanaged, .otherOwner: true
        default: false
        }
    }
}

extension Diagnostic {
    fileprivate static func undeclaredSharing(
        _ keys: [Fingerprint],
        named: Int,
        in view: EnvironmentView,
        _ sharedKeys: SharedKeys
    ) -> Diagnostic {
        let places = keys.prefix(named).map { "\($0): \(Place.list(sharedKeys.places[$0] ?? []))" }
        let more = keys.count > named ? "; and \(keys.count - named) more" : ""
        return Diagnostic(
            .warning,
            PlanningCode.sharedKeyRemains,
            keys.count == 1
                ? "an undeclared live key of \(view.name) is also known elsewhere"
                : "\(keys.count) undeclared live keys of \(view.name) are also known elsewhere",
            detail: places.joined(separator: "; ") + more + ". What is not declared is left alone.",
            fix: "deactivate those rows: keyturn isolation shows all of them",
            at: view.environment.databaseLocation,
            address: view.name
        )
    }
}

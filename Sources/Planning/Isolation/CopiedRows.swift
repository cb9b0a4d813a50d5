internal import Diagnostics
internal import Model
internal import State

/// Keys of another environment that an environment's store accepts, since it was copied from that one's.
///
/// One warning for each environment and where its rows came from. Keys whose end is set are not told.
enum CopiedRows {
    private static let named = 3

    static func check(_ views: [EnvironmentView], _ sharedKeys: SharedKeys) -> [Diagnostic] {
        var found: [String: [Origin: [Fingerprint]]] = [:]
        for (key, groups) in sharedKeys.copied.groups {
            let live = sharedKeys.liveEnvironments(of: key)
            for group in groups {
                for environment in group.members where environment != group.origin && live.contains(environment) {
                    let others = group.members.subtracting([environment]).sorted()
                    let origin = group.origin.map(Origin.known) ?? .unknown(others)
                    found[environment, default: [:]][origin, default: []].append(key)
                }
            }
        }
        return views.flatMap { view in
            (found[view.name] ?? [:]).sorted { $0.key.words < $1.key.words }.map { origin, keys in
                .copiedKeys(keys.sorted(), from: origin, named: named, in: view)
            }
        }
    }

    fileprivate enum Origin: Hashable {
        case known(String)
        case unknown([String])

        var words: String {
            switch self {
            case .known(let name): name
            case .unknown(let names): names.inWords
            }
        }
    }
}

extension Diagnostic {
    fileprivate static func copiedKeys(
        _ keys: [Fingerprint],
        from origin: CopiedRows.Origin,
        named: Int,
        in view: EnvironmentView
    ) -> Diagnostic {
        let list = keys.prefix(named).map(\.description).joined(separator: ", ")
        let more = keys.count > named ? " and \(keys.count - named) more" : ""
        let subject = keys.count == 1 ? "a key" : "\(keys.count) keys"
        let (summary, detail) =
            switch origin {
            case .known(let name):
                (
                    "\(view.name)'s database accepts \(subject) of \(name): rows were copied from there",
                    "They are the same rows, so \(name) keeps its keys. What \(view.name) does not declare is left alone."
                )
            case .unknown:
                (
                    "\(view.name) and \(origin.words) hold \(subject) by the same rows",
                    "One database was copied from the other, and it is unknown which."
                )
            }
        return Diagnostic(
            .warning,
            PlanningCode.copiedKeys,
            summary,
            detail: "\(list)\(more). \(detail)",
            fix: "copy databases without the rows of the key table, and deactivate those that do not belong there",
            at: view.environment.databaseLocation,
            address: view.name
        )
    }

    /// A current key of which no one can tell whose it is.
    static func keyOriginUnknown(
        _ key: Fingerprint,
        _ members: Set<String>,
        _ address: Address,
        _ identity: Identity
    ) -> Diagnostic {
        let others = members.subtracting([address.environment]).sorted().inWords
        return Diagnostic(
            .error,
            PlanningCode.keyOriginUnknown,
            "key \(key) of \(address) is the same row in \(others): one database was copied from the other",
            detail:
                "It is unknown which key is the original (fragments of exactly one environment that hold it, or its audit "
                + "file, would), so it is replaced in neither.",
            fix: "give the copy its own key: if \(address.environment) is the copy, keyturn rotate "
                + "\(address) --now",
            at: identity.location,
            address: address.description
        )
    }
}

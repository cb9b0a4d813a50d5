internal import Diagnostics
internal import Fragments
internal import Model
internal import State

extension Diagnostic {
    /// A folder of keys that the store has never seen; `ended` are identities that lose a key and get no new one.
    static func unknownKeyDelivered(
        _ folder: UnknownKeys.Folder,
        _ view: EnvironmentView,
        ended: [Address] = []
    ) -> Diagnostic {
        let first = folder.delivered[0]
        let name = "\(view.name):\(PlainText.line(first.path))"
        let others = Set(folder.delivered.map(\.key)).count - 1
        let more = others == 0 ? "" : " and \(others) other \(others == 1 ? "key" : "keys") beside it"
        let identities = Set(folder.delivered.map { view.environment.identities[$0.identity].name }).sorted()
        let names =
            identities.count > 3
            ? view.name : identities.map { "\(view.name)/\(PlainText.line($0))" }.joined(separator: " ")
        let effect =
            ended.isEmpty
            ? "nothing is issued, delivered or ended for what is delivered there."
            : "only the key that was asked for is ended, and no new one is issued: consumers of "
                + "\(ended.map(\.description).joined(separator: ", ")) that use it have no key until keyturn apply has "
                + "delivered one from the right database."
        return Diagnostic(
            .error,
            PlanningCode.unknownKeyDelivered,
            "\(name) holds \(first.key)\(more), which the database of \(view.name) has never seen",
            detail:
                "No key in that folder is known to the database, so \(effect) The URL may lead to an empty or migrated "
                + "copy or to another stage, the database may have been restored from an older backup, the folder may be "
                + "another environment's, or the key was written by hand.",
            fix:
                "check `database.url` and `output`. If both are right, replace the keys: keyturn apply --reissue \(names)",
            at: view.environment.databaseLocation,
            address: view.name
        )
    }

    /// Consumers that have no key which the store accepts, and that a run which nobody looks at must leave so.
    static func darkNow(
        _ path: String?,
        live: Fingerprint?,
        _ address: Address,
        _ identity: Identity
    ) -> Diagnostic {
        let place = path.map { "\(address.environment):\(PlainText.line($0))" } ?? "what is delivered for \(address)"
        return Diagnostic(
            .error,
            PlanningCode.darkNow,
            "\(place) holds no key that the database accepts: consumers of \(address) are refused",
            detail: live.map {
                "The live key \($0) is not delivered by a scheduled run: no key in that folder is known to the database, so "
                    + "it may be the wrong folder, or the wrong database."
            } ?? "The identity has no live key, and none of its rows ended by itself: somebody switched it off.",
            fix: "look at keyturn plan, then run keyturn apply",
            at: identity.location,
            address: address.description
        )
    }

    /// Keys that the store has never seen, in folders that hold others which it knows.
    static func unknownKey(_ strays: [UnknownKeys.Delivered], _ view: EnvironmentView) -> Diagnostic {
        let first = strays[0]
        let others = Set(strays.map(\.key)).count - 1
        let more = others == 0 ? "" : "; so are \(others) more"
        return Diagnostic(
            .warning,
            PlanningCode.unknownKey,
            "\(view.name):\(PlainText.line(first.path)) holds \(first.key), unknown to the database of \(view.name)\(more)",
            detail:
                "Other keys in that folder are known, so the database is the right one. Apply writes the current key.",
            fix: "find out who wrote it: it may stand in a row that was deleted",
            at: view.environment.identities[first.identity].location,
            address: view.name
        )
    }
}

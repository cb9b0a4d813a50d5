internal import Diagnostics
internal import Fragments
internal import Model
internal import State

extension Diagnostic {
    /// A folder of keys that the store has never seen; `ended` are identities that lose a key and get no new one.
    ///
    /// Where a revocation was asked for and nothing is ended, the way to end a key all the same is reported. `reissued` are
    /// identities that get new keys there, as someone asked.
    static func unknownKeyDelivered(
        _ folder: UnknownKeys.Folder,
        _ view: EnvironmentView,
        reissued: [Address] = [],
        ended: [Address] = [],
        isRevocation: Bool = false
    ) -> Diagnostic {
        let first = folder.delivered[0]
        let name = "\(view.name):\(PlainText.line(first.path))"
        let others = Set(folder.delivered.map(\.key)).count - 1
        let more = others == 0 ? "" : " and \(others) other \(others == 1 ? "key" : "keys") beside it"
        let identities = Set(folder.delivered.map { view.environment.identities[$0.identity].name })
            .filter { !reissued.contains(Address(view.name, $0)) }.sorted()
        let names =
            identities.count > 3
            ? view.name : identities.map { "\(view.name)/\(PlainText.line($0))" }.joined(separator: " ")
        let digests = view.environment.profile.flatMap { $0.stored.scheme == .plain ? nil : $0 }
        let effect =
            ended.isEmpty
            ? "nothing is issued, delivered or ended for what is delivered there\(besides(reissued))."
            : "only the requested key is ended, and no new one is issued: consumers of "
                + "\(ended.map(\.description).joined(separator: ", ")) that use it have no key until keyturn apply has "
                + "delivered one from the right database."
        return Diagnostic(
            .error,
            PlanningCode.unknownKeyDelivered,
            "\(name) holds \(first.key)\(more), which the database of \(view.name) has never seen",
            detail:
                "No key in that folder is known to the database, so \(effect) The URL may lead to an empty or migrated "
                + "copy or to another stage, the database may have been restored from an older backup, the folder may be "
                + "another environment's, or the key was written by hand."
                + (digests.map {
                    " Or `stored` in the profile \(PlainText.line($0.name)) does not say how the application makes its "
                        + "digests: then no key that is issued works either."
                } ?? ""),
            fix:
                "check `database.url`\(digests == nil ? "" : ", `stored`") and `output`. If all are right, replace the keys: "
                + "keyturn apply -e \(view.name) --reissue \(names)"
                + (isRevocation && ended.isEmpty
                    ? "; to end one of the database's keys all the same: keyturn revoke \(names) --key FINGERPRINT"
                    : ""),
            at: view.environment.databaseLocation,
            address: view.name
        )
    }

    /// What is done all the same, behind that nothing is done.
    private static func besides(_ reissued: [Address]) -> String {
        switch reissued.count {
        case 0: ""
        case 1...3: ", except for \(reissued.map { PlainText.line($0.description) }.inWords) (--reissue)"
        default: ", except for \(reissued.count) identities (--reissue)"
        }
    }

    /// A folder that may be the wrong one; `ended` are identities that lose a key and get no new one, `reissued` those that
    /// get new keys there, as someone asked.
    static func fragmentsAbsent(
        _ folder: AbsentFolder,
        _ view: EnvironmentView,
        reissued: [Address] = [],
        ended: [Address] = []
    ) -> Diagnostic {
        let path = folder.path.isEmpty ? view.environment.output : "\(view.environment.output)/\(folder.path)"
        let addresses = folder.unrecoverable.map { Address(view.name, view.environment.identities[$0].name) }
            .filter { !reissued.contains($0) }
        let names =
            addresses.count > 3 ? view.name : addresses.map { PlainText.line($0.description) }.joined(separator: " ")
        let history =
            folder.lastIssued.map {
                "The last of them was issued at \($0.iso8601), and delivered elsewhere: is the folder mounted?"
            }
            ?? (view.environment.profile?.tellsIssuerOfUnknownKeys == false
                ? "Nothing in their rows tells whether keyturn issued them: is the folder mounted?"
                : "None of them was issued by keyturn: is this its first run here?")
        let effect =
            ended.isEmpty
            ? "Nothing is issued, delivered or ended for what is delivered there\(besides(reissued))."
            : "Only the requested key is ended, and no new one is issued: consumers of "
                + "\(ended.map(\.description).joined(separator: ", ")) have no key until keyturn apply has delivered one."
        return Diagnostic(
            .error,
            PlanningCode.fragmentsAbsent,
            "\(PlainText.line(path)) holds no key that the database of \(view.name) knows, and "
                + (addresses.count == 1 ? "1 identity has" : "\(addresses.count) identities have")
                + " live keys that are delivered there",
            detail:
                "The database stores digests, so only the fragments hold the keys themselves. \(history) \(effect)",
            fix:
                "mount the folder, or run keyturn on the machine that has it. If the folder holds the keys, `stored` in the "
                + "profile is not how the application checks them. If both are right, replace the keys: keyturn apply -e \(view.name) --reissue \(names)",
            at: view.environment.outputLocation,
            address: view.name
        )
    }

    /// A live key whose text is not here, which someone else may use.
    static func unseenKey(_ row: KeyRow, of count: Int, _ identity: Identity, _ address: Address) -> Diagnostic {
        let more = count > 1 ? ", and \(count - 1) more" : ""
        let only = "-e \(address.environment)"
        return Diagnostic(
            .warning,
            PlanningCode.unseenKey,
            "\(address): the text of the live key \(row.fingerprint) is in no fragment\(more)",
            detail: "A person, or a tool that keyturn does not know, may have made it. A scheduled run leaves it.",
            fix:
                "look at keyturn plan \(only), then run keyturn apply \(only): it issues one key, and the others keep their "
                + "overlap",
            at: identity.location,
            address: address.description
        )
    }

    /// A key of Keyturn's whose text is not here: an error where a scheduled run leaves it.
    static func deliveredElsewhere(
        _ row: KeyRow,
        _ identity: Identity,
        _ address: Address,
        _ scope: Mandate.Scope
    ) -> Diagnostic {
        Diagnostic(
            scope == .unattended ? .error : .warning,
            PlanningCode.deliveredElsewhere,
            "\(address): keyturn issued the live key \(row.fingerprint), and its text is in no fragment here",
            detail:
                "Another machine delivers the same identity, this is an older copy of its folder, or a run was killed and what "
                + "it had written was lost.",
            fix:
                "let one machine deliver the identity, or restore its folder. Then run keyturn apply "
                + "-e \(address.environment): it issues one key",
            at: identity.location,
            address: address.description
        )
    }

    /// Consumers that have no key which the store accepts, and that a run which no one looks at must leave so.
    static func darkNow(
        _ file: FileChange?,
        live: Fingerprint?,
        _ address: Address,
        _ identity: Identity
    ) -> Diagnostic {
        let place =
            file.map { "\(address.environment):\(PlainText.line($0.path))" } ?? "what is delivered for \(address)"
        let what =
            file?.finding == .fileMissing
            ? "\(place) is missing: its readers have no key of \(address)"
            : "\(place) holds no key of \(address) that the database accepts: its readers are refused"
        return Diagnostic(
            .error,
            PlanningCode.darkNow,
            what,
            detail: live.map { _ in
                "The live key is not delivered by a scheduled run: no key in that folder is known to the database, so "
                    + "it may be the wrong folder, or the wrong database."
            } ?? "The identity has no live key, and none of its rows expired: it was deactivated by hand.",
            fix: "look at keyturn plan -e \(address.environment), then run keyturn apply -e \(address.environment)",
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
            fix: "find out who wrote it: it may be in a row that was deleted",
            at: view.environment.identities[first.identity].location,
            address: view.name
        )
    }
}

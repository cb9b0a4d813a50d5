internal import Diagnostics
package import Model
internal import Planning
internal import State

/// Judges an identity's rows.
package struct StoreChecks {
    private let index: EnvironmentIndex
    private let place: Int
    private let identity: Identity
    private let state: KeyState
    private let apply: String
    private let holders: KeyHolders
    private let now: Instant

    /// A key that ends sooner than this is worth a warning.
    private static let soon = Duration.seconds(7 * 86_400)

    /// How many places that were not looked at are named before the rest is counted.
    private static let named = 3

    package init(identity place: Int, of index: EnvironmentIndex, holders: KeyHolders, now: Instant) {
        self.index = index
        self.place = place
        identity = index.identities[place]
        state = index.view.keys.states[place]
        apply = index.apply(place)
        self.holders = holders
        self.now = now
    }

    package var results: [CheckResult] {
        if identity.isAbsent {
            return [
                state.current == nil
                    ? CheckResult(.storeActive, .pass, "no key is live, as `state: absent` requires")
                    : CheckResult(.storeActive, .fail, "keys are live, and `state` is absent", fix: apply)
            ]
        }
        return [row, active, end, owner, unique, oldKeys].compactMap(\.self)
    }

    private var count: Int { state.liveCount + state.dead.count }

    private var row: CheckResult {
        if let row = index.view.unreadable[place] {
            return CheckResult(
                .storeRow,
                .fail,
                "\(row.id.isEmpty ? "a row" : "the row with the id \(PlainText.line(row.id))") has an unreadable"
                    + " \(PlainText.line(row.column)): \(row.reason)",
                fix: "correct the row"
            )
        }
        guard count > 0 else {
            return CheckResult(
                .storeRow,
                .fail,
                index.view.environment.hasDedicatedOwners
                    ? "owner \(identity.owner.id.text) has no row"
                    : "no row is named \(PlainText.line(identity.key.name)) for owner \(identity.owner.id.text)",
                fix: apply
            )
        }
        return CheckResult(.storeRow, .pass, "\(count) row\(count == 1 ? "" : "s"), \(state.liveCount) live")
    }

    private var active: CheckResult {
        guard let current = state.current else {
            guard count > 0 else { return CheckResult(.storeActive, .skipped, "no row exists") }
            if !state.unseen.isEmpty, identity.deliveries.isEmpty {
                return CheckResult(
                    .storeActive,
                    .pass,
                    "\(state.unseen.count == 1 ? "1 key is" : "\(state.unseen.count) keys are") live; `deliver` is empty, so no fragment has to hold the text"
                )
            }
            guard state.unseen.isEmpty else {
                return CheckResult(
                    .storeActive,
                    .fail,
                    "\(state.unseen.count == 1 ? "1 of its keys is" : "\(state.unseen.count) of its keys are") live, and no fragment holds the text of one",
                    fix: "mount or restore the folder; or replace the key: \(apply)"
                )
            }
            let what =
                count == 1
                ? "its only row is not active, or has expired" : "none of \(count) rows is active and not expired"
            return CheckResult(.storeActive, .fail, what, fix: apply)
        }
        return CheckResult(.storeActive, .pass, "\(current.fingerprint) is active")
    }

    private var end: CheckResult? {
        guard let current = state.current else { return nil }
        guard let expires = current.expiresAt else { return CheckResult(.storeEnd, .pass, "never expires") }
        if !current.isEndEnforced {
            return CheckResult(.storeEnd, .warn, "keyturn ends it from \(expires.iso8601)", fix: apply)
        }
        let isSoon = expires - now < Self.soon
        return CheckResult(
            .storeEnd,
            isSoon ? .warn : .pass,
            "expires \(expires.iso8601)",
            fix: isSoon ? "check that keyturn rotate runs on schedule, or run it now" : nil
        )
    }

    private var owner: CheckResult? {
        guard let found = index.owner(identity.owner.id) else {
            return CheckResult(.storeOwner, .fail, "no owner \(identity.owner.id.text)", fix: apply)
        }
        if index.view.observed.store.disabledOwners.contains(identity.owner.id) {
            return CheckResult(
                .storeOwner,
                .fail,
                "owner \(PlainText.line(identity.owner.id.text)) is disabled: the server refuses its keys",
                fix: "enable the owner in the application, or declare `state: absent`"
            )
        }
        guard found.email == identity.owner.email, found.name == identity.owner.name else {
            return CheckResult(
                .storeOwner,
                .warn,
                "the owner's row has another e-mail address or name than is declared",
                fix: "correct the declaration, or the row: owners are never changed by keyturn"
            )
        }
        let whom = found.email.isEmpty ? identity.owner.id.text : found.email
        return CheckResult(.storeOwner, .pass, "it belongs to \(PlainText.line(whom))")
    }

    /// Nil if no old key is live.
    private var oldKeys: CheckResult? {
        guard !state.older.isEmpty else { return nil }
        if let row = state.older.first(where: { $0.isEndDue(at: now) }), let end = row.expiresAt {
            return CheckResult(
                .oldKeyInUse,
                .fail,
                "\(row.fingerprint) was due to end at \(end.iso8601), but the server still accepts it",
                fix: "check that keyturn rotate runs on schedule, or run it now"
            )
        }
        let uses = state.older.compactMap { OldKeyUse(of: $0, in: state, identity, asOf: now) }
            .sorted { $0.last > $1.last }
        if let use = uses.first {
            let more = uses.count > 1 ? ", and \(uses.count - 1) more" : ""
            return CheckResult(
                .oldKeyInUse,
                .warn,
                "\(use.key) was used last at \(use.last.iso8601)\(more); "
                    + (use.ends.map { "expires \(index.ends(at: $0))" } ?? "never expires"),
                fix: "restart the consumers that still have it, or point them to the fragments"
            )
        }
        if state.older.allSatisfy({ $0.lastUsedAt != nil }) {
            return CheckResult(.oldKeyInUse, .pass, "no old key was used since it was replaced")
        }
        let unused = state.older.filter { $0.lastUsedAt == nil }.map(\.fingerprint.description)
        return CheckResult(.oldKeyInUse, .skipped, "the database records no use of \(listed(unused))")
    }

    private var unique: CheckResult? {
        guard let current = state.current else { return nil }
        let address = Address(index.view.name, identity.name)
        let copy = holders.copy(of: current.fingerprint, in: address.environment)
        switch copy {
        case .of(let name):
            return CheckResult(
                .storeUnique,
                .fail,
                "\(current.fingerprint) is a key of \(PlainText.line(name)): its row was copied from there",
                fix: index.view.isReplica
                    ? "give \(address.environment) its own database: changes in this one are undone"
                    : "give \(address) its own key: \(apply)"
            )
        case .unknown(let names):
            return CheckResult(
                .storeUnique,
                .fail,
                "\(current.fingerprint) is the same row in \(listed(names)), and it is unknown which is the original",
                fix:
                    "give the copy its own key: if that is \(address.environment), keyturn rotate \(address) --now"
            )
        case .to, nil: break
        }
        let others = holders.others(of: current.fingerprint, than: address)
        guard others.isEmpty else {
            return CheckResult(
                .storeUnique,
                .fail,
                "\(current.fingerprint) is also known in \(others.joined(separator: ", "))",
                fix: apply
            )
        }
        if case .to(let copies) = copy {
            let names = listed(copies)
            return CheckResult(
                .storeUnique,
                .warn,
                "its row was copied to the database of \(names), which accepts it too",
                fix: "give \(names) its own keys (keyturn apply), or its own database"
            )
        }
        guard holders.unseen.isEmpty else {
            let names = holders.unseen.prefix(Self.named).map(PlainText.line).joined(separator: ", ")
            let more = holders.unseen.count > Self.named ? " and \(holders.unseen.count - Self.named) more" : ""
            return CheckResult(
                .storeUnique,
                .unknown,
                "no other identity that could be read has it; not read: \(names)\(more)",
                fix: "run verify where they can be reached, or compare manifests: keyturn isolation export"
            )
        }
        return CheckResult(.storeUnique, .pass, "no other identity has it")
    }

    private func listed(_ names: [String]) -> String { names.map(PlainText.line).joined(separator: ", ") }
}

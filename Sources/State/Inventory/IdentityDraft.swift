internal import Diagnostics
package import Model
internal import Redaction

/// An identity as it could be declared for keys that are in a store already.
package struct IdentityDraft: Hashable, Sendable {
    package var name: String

    /// What `owner` says; nil if rows belong to no one.
    package let owner: DraftedOwner?

    /// Nil if rows have no name.
    package let keyName: String?

    /// What the newest row holds of the columns whose values identities say.
    package var values: [ColumnValue] = []

    /// What the current key looks like; nil if its text is not in the store, or it is of the profile's own form.
    package var format: KeyFormat?

    /// Whether its format must say that it has no prefix, since the profile's has one.
    package var hasNoPrefix = false

    /// Whether the defaults have an identity of this name, whose deliveries and rotation it has.
    package var isInDefaults = false

    /// Whether the column with the end allows no NULL, so that a new key needs one.
    package var needsExpiry = false

    /// Whether its key has a public part that is delivered beside it.
    package var hasPublicID = false

    /// How many live keys of one name there are, if more than one.
    package var liveKeys = 1

    /// The newest of them where the store keeps digests, so that only a file can hold its text; nil for other stores.
    package var newestDigested: Fingerprint?

    /// What tells identities of several environments to be the same: owners have other ids there.
    package struct Address: Hashable, Sendable {
        package let email: String
        package let keyName: String

        /// Among those of one environment of which the rest is equal, from 0.
        package let place: Int
    }

    package let address: Address
}

/// Whom the keys of a drafted identity belong to.
package struct DraftedOwner: Hashable, Sendable {
    /// As the declaration says it.
    package let id: String

    /// Nil if Keyturn makes no owners, so that nothing but the id is declared.
    package let email: String?
    package let name: String?
}

/// Live keys that no identity can be declared for as they are.
package struct UndraftedKeys: Hashable, Sendable {
    /// Why not.
    package enum Obstacle: Hashable, Sendable {
        case noName
        /// The name looks like a key, or has characters that cannot be shown.
        case badName
        /// The name has no room for Keyturn's mark: so many characters are left for it.
        case longName(room: Int)
        /// The row names no owner.
        case ownedByNoOne
        /// The owner has no row of its own.
        case missingOwner
        /// The server refuses the owner's keys.
        case disabledOwner
        /// The owner's e-mail or name is missing.
        case noOwner
        /// The id is not of this kind, which the profile says.
        case badOwner(OwnerColumn.Kind)
        /// A column that identities say holds what may be a key, or cannot be shown.
        case badValue(column: String)
        case format
        /// One of several live keys of a name, of which so many are not in use; whether it is the newest.
        case severalLive(Int, isNewest: Bool)
    }

    package let key: ListedKey
    package let obstacle: Obstacle

    package init(key: ListedKey, obstacle: Obstacle) {
        self.key = key
        self.obstacle = obstacle
    }
}

/// What could be declared for the undeclared live keys of a store.
package struct IdentityDrafts: Sendable {
    package private(set) var identities: [IdentityDraft] = []
    package private(set) var left: [UndraftedKeys] = []

    /// What keys look like where an identity does not say; nil if every identity says it.
    private let form: KeyForm?

    /// What tells the rows of one identity.
    private struct Group: Hashable {
        let owner: String
        let keyName: String?
        let identifying: [ColumnValue]
    }

    /// Groups live keys that no identity declares by owner and name; `takes` says which of them are meant.
    ///
    /// `taken` are names that identities have already; `details` what rows of a table hold that `profile` describes.
    package init(
        of keys: [ListedKey],
        in profile: Profile? = nil,
        _ details: KeyTableDetails? = nil,
        taken: Set<String> = [],
        takes: (ListedKey) -> Bool
    ) {
        form = details == nil ? nil : profile?.key
        var taken = taken
        var places: [Group: Int] = [:]
        var newest: [Int: Instant] = [:]
        var alike: [[String]: Int] = [:]
        let rows = DraftedRows(profile, details)
        // Counted whatever is meant, so that the same rows have the same address.
        var others: Set<Group> = []
        for key in keys where key.isLive && key.identity == nil {
            let isMeant = takes(key)
            let row: DraftedRows.Row
            do throws(DraftedRows.Refusal) {
                row = try rows.read(key)
            } catch {
                if isMeant { left.append(UndraftedKeys(key: key, obstacle: error.obstacle)) }
                continue
            }
            let group = Group(
                owner: row.owner?.id ?? "",
                keyName: profile?.owner?.isDedicated == true ? nil : row.keyName,
                identifying: row.identifying
            )
            let made = key.createdAt ?? .distantPast
            if let place = places[group] {
                identities[place].liveKeys += 1
                guard made > newest[place] ?? .distantPast else { continue }
                newest[place] = made
                identities[place].values = row.values
                if identities[place].newestDigested != nil { identities[place].newestDigested = key.fingerprint }
                continue
            }
            guard !others.contains(group) else { continue }
            let address = [row.owner?.email ?? "", row.keyName ?? row.described]
            let number = alike[address, default: 0]
            alike[address] = number + 1
            guard isMeant else {
                others.insert(group)
                continue
            }
            var draft = IdentityDraft(
                name: IdentityNames.name(
                    owner: row.owner?.name ?? "",
                    email: row.owner?.email ?? "",
                    key: row.keyName ?? row.described,
                    taken: taken
                ),
                owner: row.owner,
                keyName: row.keyName,
                address: IdentityDraft.Address(email: address[0], keyName: address[1], place: number)
            )
            draft.values = row.values
            if details != nil, profile?.stored.scheme != .plain { draft.newestDigested = key.fingerprint }
            draft.needsExpiry = profile.map { $0.expires?.isRequired == true || $0.order == .ends } ?? false
            draft.hasPublicID = profile?.publicID != nil
            places[group] = identities.count
            newest[identities.count] = made
            taken.insert(draft.name)
            identities.append(draft)
        }
    }

    /// Learns formats from the keys themselves, as an environment that declares the drafts sees them.
    ///
    /// What no one could write another key like is left out.
    package mutating func recognise(in view: EnvironmentView, prefixes: [String], now: Instant) {
        let states = Dictionary(
            zip(view.environment.identities.map(\.name), view.keys.states),
            uniquingKeysWith: { first, _ in first }
        )
        let keys = Dictionary(grouping: view.listedKeys(now: now).filter { $0.isLive }, by: { $0.identity ?? "" })
        identities = identities.compactMap { draft in
            var draft = draft
            guard let state = states[draft.name], let current = state.current else { return draft }
            let listed = keys[draft.name] ?? []
            if state.older.count > state.parallel(asOf: now).count {
                left += listed.map { key in
                    UndraftedKeys(
                        key: key,
                        obstacle: .severalLive(listed.count, isNewest: key.row == current.id)
                    )
                }
                return nil
            }
            guard let text = current.plaintext else { return draft }
            if form?.matches(text) == true { return draft }
            guard let format = KeyFormat(of: text, knownPrefixes: prefixes) ?? form?.format(like: text) else {
                left += listed.map { UndraftedKeys(key: $0, obstacle: .format) }
                return nil
            }
            draft.format = format
            if case .plain(let standard)? = form {
                draft.hasNoPrefix = format.prefix.isEmpty && !standard.prefix.isEmpty
            }
            return draft
        }
    }

    /// Gives the identities of several environments one name each, so that what is equal can be told.
    package mutating func rename(_ names: [IdentityDraft.Address: String], inDefaults: Set<String> = []) {
        for index in identities.indices {
            guard let name = names[identities[index].address] else { continue }
            identities[index].name = name
            guard inDefaults.contains(name) else { continue }
            identities[index].isInDefaults = true
            // The defaults' prefix would be inherited.
            if identities[index].format?.prefix.isEmpty == true { identities[index].hasNoPrefix = true }
        }
    }
}

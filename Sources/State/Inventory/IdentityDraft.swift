internal import Diagnostics
package import Model
internal import Redaction

/// An identity as it could be declared for keys that are in a store already.
package struct IdentityDraft: Hashable, Sendable {
    package var name: String
    package let owner: Owner
    package let keyName: String

    /// What the current key looks like; nil where its text is not in the store.
    package var format: KeyFormat?

    /// How many live keys of one name there are, if more than one.
    package var liveKeys = 1

    /// What tells identities of several environments to be the same: owners have other ids there.
    package struct Address: Hashable, Sendable {
        package let email: String
        package let keyName: String
    }

    package var address: Address { Address(email: owner.email, keyName: keyName) }
}

/// Live keys that no identity can be declared for as they are.
package struct UndraftedKeys: Hashable, Sendable {
    /// Why not.
    package enum Obstacle: Hashable, Sendable {
        case noName
        /// The name looks like a key, or has characters that cannot be shown.
        case badName
        case noOwner
        case badOwner
        case format
        case severalLive(Int)
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

    /// Groups live keys that no identity declares by owner and name; `takes` says which of them are meant.
    ///
    /// `taken` are names that identities have already.
    package init(of keys: [ListedKey], taken: Set<String> = [], takes: (ListedKey) -> Bool) {
        var taken = taken
        var places: [IdentityDraft.Address: Int] = [:]
        let live = keys.filter { $0.isLive && $0.identity == nil && takes($0) }
        for key in live {
            guard let name = key.name, !name.isEmpty else {
                left.append(UndraftedKeys(key: key, obstacle: .noName))
                continue
            }
            guard Self.isShowable(name) else {
                left.append(UndraftedKeys(key: key, obstacle: .badName))
                continue
            }
            guard let id = OwnerID(key.owner) else {
                left.append(UndraftedKeys(key: key, obstacle: key.owner.isEmpty ? .noOwner : .badOwner))
                continue
            }
            guard let email = key.ownerEmail, !email.isEmpty, let ownerName = key.ownerName, !ownerName.isEmpty,
                Self.isShowable(email), Self.isShowable(ownerName)
            else {
                left.append(UndraftedKeys(key: key, obstacle: .noOwner))
                continue
            }
            let owner = Owner(id: id, email: email, name: ownerName)
            let draft = IdentityDraft(
                name: IdentityNames.name(owner: ownerName, email: email, key: name, taken: taken),
                owner: owner,
                keyName: name
            )
            if let place = places[draft.address] {
                identities[place].liveKeys += 1
                continue
            }
            places[draft.address] = identities.count
            taken.insert(draft.name)
            identities.append(draft)
        }
    }

    private static func isShowable(_ text: String) -> Bool {
        !KeyLikeness.holdsKey(text) && PlainText.line(text) == text && text.first?.isWhitespace == false
            && text.last?.isWhitespace == false
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
                left += listed.map { UndraftedKeys(key: $0, obstacle: .severalLive(listed.count)) }
                return nil
            }
            guard let text = current.plaintext else { return draft }
            guard let format = KeyFormat(of: text, knownPrefixes: prefixes) else {
                left += listed.map { UndraftedKeys(key: $0, obstacle: .format) }
                return nil
            }
            draft.format = format
            return draft
        }
    }

    /// Gives the identities of several environments one name each, so that what is equal can be told.
    package mutating func rename(_ names: [IdentityDraft.Address: String]) {
        for index in identities.indices {
            if let name = names[identities[index].address] { identities[index].name = name }
        }
    }
}

/// Names for identities, made of what an owner and a key are called.
enum IdentityNames {
    private static let longest = 60

    static func name(owner: String, email: String, key: String, taken: Set<String>) -> String {
        let first = slug(owner).isEmpty ? slug(String(email.prefix { $0 != "@" })) : slug(owner)
        let second = slug(key)
        var name = second == first || second.hasPrefix(first + "-") ? second : "\(first)-\(second)"
        name = trimmed(String(name.prefix(longest)))
        if name.isEmpty || KeyLikeness.holdsKey(name) { name = "identity" }
        guard taken.contains(name) else { return name }
        var number = 2
        while taken.contains("\(name)-\(number)") { number += 1 }
        return "\(name)-\(number)"
    }

    private static func slug(_ text: String) -> String {
        var slug = ""
        for character in text.lowercased() {
            if character.isASCII, character.isLetter || character.isNumber {
                slug.append(character)
            } else if slug.last != "-", !slug.isEmpty {
                slug.append("-")
            }
        }
        return trimmed(slug)
    }

    private static func trimmed(_ text: String) -> String {
        var text = text
        while text.last == "-" { text.removeLast() }
        return text
    }
}

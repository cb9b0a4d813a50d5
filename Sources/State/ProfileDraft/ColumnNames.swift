internal import Model

/// What applications call the columns of a key table, in small letters and without separators.
enum ColumnNames {
    /// What a column is likely to be, by its name and what it takes.
    enum Time: CaseIterable {
        case expires, created, updated, used

        /// Without an ending such as `_at`.
        var stems: Set<String> {
            switch self {
            case .expires: ["expires", "expire", "expiry", "expiration", "validuntil", "validto", "notafter", "ends"]
            case .created: ["created", "create", "creation", "inserted", "issued", "made", "added"]
            case .updated: ["updated", "update", "modified", "changed", "lastmodified"]
            case .used:
                ["lastused", "lastuse", "used", "lastactive", "lastseen", "seen", "lastaccess", "lastaccessed"]
            }
        }

        /// As a profile has it.
        var field: String {
            switch self {
            case .expires: "expires"
            case .created: "created"
            case .updated: "updated"
            case .used: "used"
            }
        }
    }

    /// Stems of times of use that may be someone's, and not the key's.
    static let vagueUses: Set<String> = ["lastactive", "lastseen", "seen", "lastaccess", "lastaccessed"]

    /// True in a row that is not live.
    static let ended: Set<String> = [
        "revoked", "revocation", "disabled", "deactivated", "inactive", "blocked", "suspended", "banned",
        "deleted", "removed", "archived", "cancelled", "canceled", "terminated", "invalidated",
    ]

    /// True in a live row.
    static let live: Set<String> = ["active", "enabled", "valid"]

    /// Whether a column may say that a key has ended, in whatever form.
    static func mayEnd(_ name: String) -> Bool {
        let (flag, stem) = (flag(name), stem(name))
        let words = [live, ended, ["status", "state"]]
        return words.contains { $0.contains(flag) } || ended.contains(stem) || Time.expires.stems.contains(stem)
    }

    /// Parts of names of columns that say what a key may do.
    static let rights = ["scope", "permission", "role", "right", "grant", "abilit", "access", "privilege", "polic"]

    /// Best first.
    static let names = [
        "name", "label", "title", "keyalias", "alias", "tokenname", "displayname", "keyname", "note", "description",
        "comment",
    ]

    /// Best first: parts of names.
    static let owners = [
        "user", "owner", "account", "member", "project", "team", "organization", "organisation", "tenant", "workspace",
        "customer", "client", "service", "app", "tokenable",
    ]

    static let prefixes: Set<String> = ["prefix", "keyprefix", "tokenprefix", "apikeyprefix", "start", "keystart"]
    static let salts: Set<String> = ["salt", "tokensalt", "keysalt", "apikeysalt"]

    static func plain(_ name: String) -> String {
        name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }
    }

    /// The name without what says that it is a time, or a flag.
    static func stem(_ name: String) -> String {
        var text = plain(name)
        if text.hasPrefix("date"), text.count > 6 { text.removeFirst(4) }
        for ending in ["utc", "unix", "ms", "ts", "at", "on", "date", "time"]
        where text.hasSuffix(ending) && text.count > ending.count + 2 {
            text.removeLast(ending.count)
            break
        }
        return text
    }

    static func flag(_ name: String) -> String {
        let text = plain(name)
        return text.hasPrefix("is") && text.count > 4 ? String(text.dropFirst(2)) : text
    }

    /// How many characters from a key's end a column shows, by its name; nil for none.
    static func last(_ name: String) -> Int? {
        let text = plain(name)
        guard text.contains("last") || text.hasSuffix("suffix") else { return nil }
        if text.contains("eight") || text.contains("8") { return 8 }
        if text.contains("six") || text.contains("6") { return 6 }
        return text.contains("four") || text.contains("4") || text.hasSuffix("suffix") ? 4 : nil
    }

    static func isDigest(_ name: String) -> Bool {
        let text = plain(name)
        return ["hash", "digest", "checksum", "hmac", "sha256", "sha512", "encrypted"].contains { text.contains($0) }
    }

    static func isKey(_ name: String) -> Bool {
        let text = plain(name)
        guard !["public", "display", "mask", "preview"].contains(where: text.contains) else { return false }
        guard !["id", "type", "name", "count", "version", "salt"].contains(where: text.hasSuffix) else { return false }
        return ["key", "token", "secret", "credential", "password"].contains { text.contains($0) }
    }
}

internal import Diagnostics
internal import Model
package import State

/// Environment files for keys that are in stores already.
package enum DeclarationYAML {
    /// What one environment's file says.
    package struct File: Sendable {
        package let environment: String

        /// The variable that the database's URL comes from.
        package let variable: String

        /// Nil for the one that needs no name.
        package let profile: String?
        package let identities: [IdentityDraft]

        /// Whether the database holds the keys themselves, rather than digests of them.
        package let keepsTexts: Bool

        /// Identities of the defaults of which the database holds no live key.
        package var missing: [String] = []

        package init(
            environment: String,
            variable: String,
            profile: String?,
            identities: [IdentityDraft],
            keepsTexts: Bool = true
        ) {
            self.environment = environment
            self.variable = variable
            self.profile = profile
            self.identities = identities
            self.keepsTexts = keepsTexts
        }
    }

    /// The fields of an identity in the order in which they are written, each under its map.
    private static func fields(_ draft: IdentityDraft) -> [(map: String, field: String, value: String)] {
        var fields: [(map: String, field: String, value: String)] = []
        if let owner = draft.owner {
            fields.append(("owner", "id", id(owner.id)))
            if let email = owner.email { fields.append(("owner", "email", scalar(email))) }
            if let name = owner.name { fields.append(("owner", "name", scalar(name))) }
        }
        if let name = draft.keyName { fields.append(("key", "name", scalar(name))) }
        if let pattern = draft.format?.pattern {
            fields.append(("key", "form", JSONText.string(pattern.text).compact))
        } else if let format = draft.format {
            if !format.prefix.isEmpty || draft.hasNoPrefix { fields.append(("key", "prefix", scalar(format.prefix))) }
            fields.append(("key", "bytes", String(format.bytes)))
            fields.append(("key", "encoding", format.encoding.rawValue))
        }
        if !draft.values.isEmpty {
            let values = draft.values.map { "\(scalar($0.column)): \(value($0.value))" }
            fields.append(("key", "values", "{ \(values.joined(separator: ", ")) }"))
        }
        if draft.needsExpiry { fields.append(("rotation", "expires", "90d")) }
        return fields
    }

    /// UUIDs and numbers as they are.
    private static func id(_ text: String) -> String {
        RowUUID(text) != nil || Int64(text).map(String.init) == text ? text : scalar(text)
    }

    private static func value(_ value: ProfileValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let text): text
        case .text(let text): scalar(text)
        case .json(let text): text.replacing("$", with: "$$")
        }
    }

    /// The file of an environment; `shared` says which fields of an identity are in the defaults.
    package static func environment(_ file: File, shared: [String: Set<String>] = [:]) -> String {
        var text = """
            # yaml-language-server: $schema=.schema/environment.json
            # Written by `keyturn init --from` for the keys that were live in the database. Nothing rotates until a rotation is
            # declared, and nothing is delivered until `deliver` is declared.
            \(file.keepsTexts ? "" : adoption)environment: \(file.environment)

            database:
              url: ${\(file.variable)}
            \(file.profile.map { "  profile: \($0)\n" } ?? "")
            output: ../deploy/\(file.environment)

            """
        var identities = identities(file.identities, indent: "  ", except: shared)
        if !file.missing.isEmpty {
            identities += "  # In _defaults.yaml, and without a live key in this database: `null` removes them here.\n"
            for name in file.missing { identities += "  \(name): null\n" }
        }
        text += identities.isEmpty ? "\nidentities: {}\n" : "\nidentities:\n\(identities)"
        return text
    }

    /// How a key is adopted whose text only its consumer has.
    private static let adoption = """
        #
        # The database stores digests of keys, so Keyturn does not know their texts. To adopt a key: declare `deliver`, write the
        # key as it is into the file that `deliver` names, as NAME=KEY where that is a dotenv file, and run `keyturn apply`.
        # Where `deliver` is declared and the old key is not in the file, `apply` issues a new key, and the old one works for the
        # overlap.

        """

    /// What all environments share.
    package static func defaults(_ files: [File], shared: [String: Set<String>]) -> String {
        var text = """
            # yaml-language-server: $schema=.schema/defaults.json
            # What the environments of this folder share: merged under each of them.

            identities:

            """
        for draft in files.first?.identities.filter({ shared[$0.name] != nil }) ?? [] {
            let hints = files.compactMap { file -> String? in
                file.identities.first { $0.name == draft.name }.flatMap(severalLive).map {
                    "In \(file.environment) \($0)"
                }
            }
            text += block(draft, indent: "  ", hints: hints) { shared[draft.name]?.contains("\($0).\($1)") == true }
        }
        return text
    }

    /// Identities as they stand under `identities:`.
    package static func identities(
        _ drafts: [IdentityDraft],
        indent: String,
        except shared: [String: Set<String>] = [:]
    ) -> String {
        drafts.map { draft in
            let there = shared[draft.name]
            let hints = [severalLive(draft)].compactMap(\.self)
            return block(draft, indent: indent, hints: there == nil ? hints : nil) {
                there?.contains("\($0).\($1)") != true
            }
        }.joined()
    }

    /// Which fields are the same in several environments, by the name of an identity that all of them have.
    package static func shared(_ files: [File]) -> [String: Set<String>] {
        guard files.count > 1 else { return [:] }
        var shared: [String: Set<String>] = [:]
        for draft in files[0].identities {
            let others = files.dropFirst().map { file in file.identities.first { $0.name == draft.name } }
            guard !others.contains(nil) else { continue }
            let all = others.compactMap(\.self).map {
                Dictionary(fields($0).map { ("\($0.map).\($0.field)", $0.value) }) { $1 }
            }
            let same = fields(draft).filter { field in
                all.allSatisfy { $0["\(field.map).\(field.field)"] == field.value }
            }
            // A prefix that is in the defaults cannot be taken back by a file that has none.
            shared[draft.name] = Set(same.map { "\($0.map).\($0.field)" })
        }
        return shared
    }

    /// That several keys of one name are live, and what that comes to; nil if one is.
    private static func severalLive(_ draft: IdentityDraft) -> String? {
        guard draft.liveKeys > 1 else { return nil }
        let count = "\(draft.liveKeys) keys of this name are live: "
        return count
            + (draft.newestDigested.map {
                "write the newest, \($0), into the file (`keyturn whose` shows which one it is)."
            }
                ?? "all of them stay unchanged.")
    }

    /// `hints` are comments, with a line for deliveries; nil if another file has both.
    private static func block(
        _ draft: IdentityDraft,
        indent: String,
        hints: [String]?,
        _ takes: (String, String) -> Bool
    ) -> String {
        let fields = fields(draft).filter { takes($0.map, $0.field) }
        guard !fields.isEmpty || hints != nil else { return "" }
        var text = "\(indent)\(draft.name):\n"
        for map in ["owner", "key", "rotation"] {
            let values = fields.filter { $0.map == map }.map { "\($0.field): \($0.value)" }
            if !values.isEmpty { text += "\(indent)  \(map): { \(values.joined(separator: ", ")) }\n" }
        }
        // A key without a name and without values still has its map.
        if draft.keyName == nil, !fields.contains(where: { $0.map == "key" }), hints != nil {
            text += "\(indent)  key: {}\n"
        }
        guard let hints else { return text }
        for hint in hints { text += "\(indent)  # \(hint)\n" }
        guard !draft.isInDefaults else { return text + "\(indent)  # Its other fields are in _defaults.yaml.\n" }
        let beside = draft.hasPublicID ? ", publicVariable: API_KEY_ID" : ""
        text += "\(indent)  deliver: []   # such as [{ dotenv: \(draft.name).env, variable: API_KEY\(beside) }]\n"
        return text
    }

    /// A scalar that reads as it is: quoted where YAML or interpolation would make something else of it.
    package static func scalar(_ text: String) -> String {
        let plain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: " "), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "@"), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "+"):
                true
            default: false
            }
        }
        let isWord = text.first?.isLetter == true && text.last != " "
        let words: Set = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        if plain, isWord, !words.contains(text.lowercased()) { return text }
        return JSONText.string(text.replacing("$", with: "$$")).compact
    }
}

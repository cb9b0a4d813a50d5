internal import Configuration
internal import Diagnostics
internal import Model
internal import Redaction
internal import Rendering
internal import State

/// Writes environment files for what was found in databases, and says what has to be done by hand.
struct ImportRun {
    /// With one name for what is the same in several environments, and in the defaults.
    let imported: [StoreImport.Imported]

    /// Whether there are defaults already, which are left as they are: then each file says all that is in it.
    private let hasDefaults: Bool

    init(_ imported: [StoreImport.Imported], hasDefaults: Bool) {
        self.imported = Self.named(imported)
        self.hasDefaults = hasDefaults
    }

    /// The files, each with what is in it.
    var files: [Starter.File] {
        let drafts = imported.map(\.declaration)
        let shared = hasDefaults ? [:] : DeclarationYAML.shared(drafts)
        var files = drafts.map { file in
            Starter.File(
                name: "\(file.environment).yaml",
                content: Array(DeclarationYAML.environment(file, shared: shared).utf8)
            )
        }
        if !shared.isEmpty {
            let text = DeclarationYAML.defaults(drafts, shared: shared)
            files.insert(Starter.File(name: "_defaults.yaml", content: Array(text.utf8)), at: 0)
        }
        return files + Starter.schemas
    }

    private static func named(_ imported: [StoreImport.Imported]) -> [StoreImport.Imported] {
        var names: [IdentityDraft.Address: String] = [:]
        let inDefaults = Set(imported.flatMap(\.inherited).map(\.name))
        var present: [Set<String>] = []
        for one in imported {
            var found: Set<String> = []
            for draft in one.everything.identities {
                guard let same = one.inherited.first(where: { !found.contains($0.name) && draft.isSame(as: $0) })
                else { continue }
                found.insert(same.name)
                names[draft.address] = same.name
            }
            present.append(found)
        }
        var taken = inDefaults
        for draft in imported.flatMap(\.drafts.identities) where names[draft.address] == nil {
            var name = draft.name
            var number = 2
            while taken.contains(name) {
                name = "\(draft.name)-\(number)"
                number += 1
            }
            names[draft.address] = name
            taken.insert(name)
        }
        return zip(imported, present).map { one, present in
            var one = one
            one.drafts.rename(names, inDefaults: present)
            one.missing = one.inherited.map(\.name).filter { !present.contains($0) }
            return one
        }
    }

    /// What stays undeclared, and why.
    static func left(_ imported: [StoreImport.Imported]) -> String {
        let lines = imported.flatMap { one in
            one.drafts.left.map { "left \(one.source.environment): \($0.line)\n" }
        }
        return lines.joined()
    }
}

extension ImportRun {
    /// That nothing could be declared, for each environment; empty where any of them has an identity.
    var problems: [Diagnostic] {
        guard imported.allSatisfy(\.drafts.identities.isEmpty) else { return [] }
        return imported.map { one in
            one.drafts.left.isEmpty
                ? .noLiveKey(among: one.keyCount, in: one.source.environment)
                : .noDeclaredKey(among: one.drafts.left.count, in: one.source.environment)
        }
    }

    /// The environments that have identities, or may have some once keys are as they must be.
    ///
    /// Where nothing can be declared at all, a file without identities helps no one but `init --add`.
    var worthwhile: [StoreImport.Imported] {
        problems.isEmpty ? imported : imported.filter { !$0.drafts.left.isEmpty }
    }
}

extension Diagnostic {
    fileprivate static func noLiveKey(among count: Int, in environment: String) -> Diagnostic {
        let found =
            switch count {
            case 0: "Its key table is empty."
            case 1: "It contains 1 key, which its server does not accept."
            default: "It contains \(count) keys, and its server accepts none of them."
            }
        return Diagnostic(
            .error,
            CommandCode.nothingDeclared,
            "\(environment): no key is live in this database, so there is nothing to declare",
            detail: found + " Nothing was written for \(environment).",
            fix: """
                check that it is the right database; for identities whose keys Keyturn is to issue, start with \
                keyturn init -e \(environment)
                """,
            address: environment
        )
    }

    fileprivate static func noDeclaredKey(among count: Int, in environment: String) -> Diagnostic {
        let summary = count == 1 ? "its live key cannot be declared" : "none of its \(count) live keys can be declared"
        return Diagnostic(
            .error,
            CommandCode.nothingDeclared,
            "\(environment): \(summary) as it is",
            detail: "The output gives the reason for each key. The file of \(environment) declares no identity yet.",
            fix: "follow the instructions for each key, then run keyturn init --add -e \(environment)",
            address: environment
        )
    }
}

extension IdentityDraft {
    /// Whether an identity of the defaults, which may leave its owner to environments, is about the same rows.
    fileprivate func isSame(as identity: Identity) -> Bool {
        guard identity.key.name == keyName ?? "" else { return false }
        guard let owner else { return true }
        if let email = owner.email { return identity.owner.email.isEmpty || identity.owner.email == email }
        return identity.ownerReference.map { $0.isEmpty || $0 == owner.id } ?? true
    }
}

extension UndraftedKeys {
    /// Which key stays undeclared, why, and what to do.
    var line: String {
        var subject = [key.fingerprint.description]
        if let name = key.name { subject.append(PlainText.quoted(name)) }
        let owner = key.ownerEmail.flatMap { $0.isEmpty ? nil : $0 } ?? key.owner
        if !owner.isEmpty, key.ownerEmail != nil || owner != "no one" { subject.append("of owner \(owner)") }
        let shown = KeyLikeness.maskedNames(PlainText.line(subject.joined(separator: " ")))
        return shown + (shownRow.map { " in row \($0)" } ?? "") + ": \(obstacle.words)"
    }

    /// The row's id, as `status` shows it: what the profile's id column holds is no key, however it looks.
    ///
    /// Nil where ids are made of keys: there is a digest in their place, which no one could look for. And a column that holds
    /// the key or its digest after all is not shown.
    private var shownRow: String? {
        guard !key.row.isEmpty, !key.row.hasPrefix(Fingerprint.digestedRow) else { return nil }
        let isKey =
            Fingerprint(of: Secret(text: key.row)) == key.fingerprint || key.row.lowercased() == key.fingerprint.hex
        return isKey ? nil : PlainText.line(key.row)
    }
}

extension UndraftedKeys.Obstacle {
    /// Why the key stays undeclared, and what to do.
    var words: String {
        switch self {
        case .noName: "the key has no name; give its row one, then run init --add"
        case .badName: "its name cannot be shown or declared; rename its row, then run init --add"
        case .longName(let room):
            "its name is longer than \(room) characters, and Keyturn appends a mark to it; shorten it in the row, then run "
                + "init --add"
        case .ownedByNoOne: "its row names no owner; write one into it, then run init --add"
        case .missingOwner: "its owner has no row; make one, then run init --add"
        case .disabledOwner:
            "its owner is disabled, so the server refuses the key; enable the owner and run init --add, or end the key"
        case .noOwner: "its owner has no row with an e-mail and a name; make one, then run init --add"
        case .badOwner(.uuid): "the id of its owner is not a UUID, as the profile requires; correct `owner.type` there"
        case .badOwner(.integer):
            "the id of its owner is not a whole number, as the profile requires; correct `owner.type` there"
        case .badOwner(.text): "the id of its owner cannot be shown or declared; correct it, then run init --add"
        case .badValue(let column):
            "its `\(PlainText.line(column))` may be a key or cannot be shown; declare the identity by hand"
        case .format:
            "the key does not have the format of any declared identity; declare it by hand, and keyturn replaces it"
        case .severalLive(let count, isNewest: true):
            "\(count) keys of this name are live, and this one is the newest; end the others, then run init --add"
        case .severalLive(let count, isNewest: false):
            "\(count) keys of this name are live, and this one is older and not in use; to end it, add its fingerprint to "
                + "_revoked.yaml and run keyturn apply, then init --add"
        }
    }

    /// For programs.
    var code: String {
        switch self {
        case .noName: "no-name"
        case .badName: "bad-name"
        case .longName: "long-name"
        case .ownedByNoOne, .missingOwner, .noOwner: "no-owner"
        case .disabledOwner: "disabled-owner"
        case .badOwner: "bad-owner"
        case .badValue: "bad-value"
        case .format: "format"
        case .severalLive: "several-live"
        }
    }
}

extension ImportRun {
    /// What stays undeclared, for programs.
    static func json(_ imported: StoreImport.Imported) -> [JSONText] {
        imported.drafts.left.map { keys in
            [
                "environment": .string(imported.source.environment),
                "fingerprint": .string(keys.key.fingerprint.description),
                "owner": .string(KeyLikeness.maskedNames(PlainText.line(keys.key.owner))),
                "name": JSONText(keys.key.name.map { KeyLikeness.maskedNames(PlainText.line($0)) }),
                "reason": .string(keys.obstacle.code),
                "fix": .string(keys.obstacle.words),
            ]
        }
    }
}

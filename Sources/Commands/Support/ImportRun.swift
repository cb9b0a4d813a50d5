internal import Configuration
internal import Diagnostics
internal import Model
internal import Redaction
internal import Rendering
internal import State

/// Writes environment files for what was found in databases, and says what has to be done by hand.
struct ImportRun {
    let runner: Runner
    let imported: [StoreImport.Imported]

    /// The files, each with what is in it.
    var files: [Starter.File] {
        let all = named
        let drafts = all.map(\.file)
        let shared = DeclarationYAML.shared(drafts)
        var files = drafts.map { file in
            Starter.File(
                name: "\(file.environment).yaml",
                content: Array(DeclarationYAML.environment(file, shared: shared).utf8)
            )
        }
        if let first = drafts.first, !shared.isEmpty {
            let text = DeclarationYAML.defaults(first.identities.filter { shared[$0.name] != nil }, shared: shared)
            files.insert(Starter.File(name: "_defaults.yaml", content: Array(text.utf8)), at: 0)
        }
        return files + Starter.schemas
    }

    /// With one name for what is the same in several environments.
    private var named: [StoreImport.Imported] {
        var names: [IdentityDraft.Address: String] = [:]
        var taken: Set<String> = []
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
        return imported.map { one in
            var one = one
            one.drafts.rename(names)
            return one
        }
    }

    /// What stays undeclared, and why.
    static func left(_ imported: [StoreImport.Imported]) -> String {
        var text = ""
        for one in imported {
            for keys in one.drafts.left {
                let name = keys.key.name.map { PlainText.quoted($0) } ?? "without a name"
                let owner = PlainText.line(keys.key.ownerEmail ?? keys.key.owner)
                let line =
                    "\(one.source.environment): \(keys.key.fingerprint) \(name) of \(owner.isEmpty ? "no one" : owner)"
                text += "left  \(KeyLikeness.maskedNames(line)): \(keys.obstacle.words)\n"
            }
        }
        return text
    }
}

extension UndraftedKeys.Obstacle {
    /// Why the key stays undeclared, and what to do.
    var words: String {
        switch self {
        case .noName: "the key has no name; give its row one, then run init --add"
        case .badName: "its name cannot be shown or declared; rename its row, then run init --add"
        case .noOwner: "its owner has no row with an e-mail and a name; make one, then run init --add"
        case .badOwner: "the id of its owner is not a UUID; declare it by hand"
        case .format: "the key has the format of no declared identity; declare it by hand, and keyturn replaces it"
        case .severalLive(let count):
            "\(count) keys of this name are live, and the older ones are not in use; end those, then run init --add"
        }
    }

    /// For programs.
    var code: String {
        switch self {
        case .noName: "no-name"
        case .badName: "bad-name"
        case .noOwner: "no-owner"
        case .badOwner: "bad-owner"
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

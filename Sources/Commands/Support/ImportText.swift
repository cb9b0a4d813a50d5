internal import Diagnostics
internal import Redaction
internal import Rendering
internal import State

/// What `init --from` declared, and what to do next.
struct ImportText {
    private let imported: [StoreImport.Imported]

    /// The folder of the files, and how other commands are led to it.
    private let folder: String
    private let flag: String

    /// The paths, as they are shown, of files that were there already.
    private let kept: Set<String>

    init(_ imported: [StoreImport.Imported], folder: String, flag: String, kept: Set<String>) {
        self.imported = imported
        self.folder = folder
        self.flag = flag
        self.kept = kept
    }

    var text: String {
        "\n" + imported.map(outcome).joined() + "\nNext:\n" + numbered(steps) + (adoptsDigests ? Self.digests : "")
    }

    // MARK: - What was declared

    private func outcome(_ one: StoreImport.Imported) -> String {
        let environment = one.source.environment
        if isKept(one) {
            let command = "keyturn init --add -e \(environment)\(flag)"
            return "\(environment): \(path(one)) is unchanged; to append what is missing: \(command)\n"
        }
        let count = one.drafts.identities.count
        guard count > 0 else {
            let left = one.drafts.left.count
            let none =
                left == 0
                ? "no key is live in its database, so its file declares none"
                : left == 1
                    ? "its live key cannot be declared as it is"
                    : "none of its \(left) live keys can be declared as it is"
            return "\(environment): \(none); its URL comes from ${\(one.source.variable)}\n" + inherited(one)
        }
        let identities = "\(count) \(count == 1 ? "identity" : "identities")"
        return "\(environment): \(identities) for the live keys of \(PlainText.line(one.profile)); "
            + "its URL comes from ${\(one.source.variable)}\n" + inherited(one)
    }

    /// What of the defaults is in a new file, and what is not.
    private func inherited(_ one: StoreImport.Imported) -> String {
        var text = ""
        let count = one.drafts.identities.count(where: \.isInDefaults)
        if count > 0 {
            text +=
                "  \(count) of them \(count == 1 ? "is" : "are") in _defaults.yaml, with its deliveries and rotation\n"
        }
        if !one.missing.isEmpty {
            let names = one.missing.prefix(8).joined(separator: ", ") + (one.missing.count > 8 ? ", …" : "")
            text +=
                "  \(one.missing.count) of _defaults.yaml without a live key there, removed in this file: \(names)\n"
        }
        return text
    }

    private func path(_ one: StoreImport.Imported) -> String {
        SecretMask.masked(PlainText.line("\(folder)/\(one.source.environment).yaml"))
    }

    private func isKept(_ one: StoreImport.Imported) -> Bool { kept.contains(path(one)) }

    // MARK: - What to do next

    private struct Step {
        let what: String
        let how: String
    }

    private var steps: [Step] {
        var steps = imported.filter { !isKept($0) }.compactMap(variable)
        guard imported.contains(where: { !$0.drafts.identities.isEmpty }) else {
            let names = imported.map(\.source.environment).joined(separator: " -e ")
            steps.append(
                Step(
                    what: "follow the instructions for each key, then declare them:",
                    how: "keyturn init --add -e \(names)\(flag)"
                )
            )
            return steps
        }
        steps.append(Step(what: "check that nothing would change:", how: "keyturn plan\(flag)"))
        if adoptsDigests {
            steps.append(
                Step(what: "write each key into the file that will hold it:", how: "NAME.env, with a line API_KEY=…")
            )
            steps.append(Step(what: "declare that file, and adopt the key:", how: "deliver, then keyturn apply\(flag)"))
        } else {
            steps.append(Step(what: "say where keys go, and adopt them:", how: "deliver, then keyturn apply\(flag)"))
        }
        return steps + [Step(what: "say when they rotate:", how: "rotation: { every: 30d, overlap: 48h }")]
    }

    /// What the variable of the URL still needs; nil for nothing.
    private func variable(_ one: StoreImport.Imported) -> Step? {
        let file = one.file.map { ShellWord.quoted("sqlite:" + KeyLikeness.maskedNames(PlainText.line($0))) }
        if one.source.isLiteral {
            return Step(
                what: "set the variable of the URL, which is not in the file:",
                how: "\(one.source.variable)=\(file ?? "…")"
            )
        }
        guard one.isRelative, let file else { return nil }
        return Step(
            what: "make the path absolute: the file reads it from its own folder:",
            how: "\(one.source.variable)=\(file)"
        )
    }

    private func numbered(_ steps: [Step]) -> String {
        let width = steps.map(\.what.count).max() ?? 0
        return steps.enumerated().map { number, step in
            let space = String(repeating: " ", count: width - step.what.count + 3)
            return "  \(number + 1). \(step.what)\(space)\(step.how)\n"
        }.joined()
    }

    // MARK: - Digests

    private var adoptsDigests: Bool { imported.contains { !$0.keepsTexts && !$0.drafts.identities.isEmpty } }

    private static let digests = """

        The database stores digests, so Keyturn cannot read the keys. Where `deliver` names files that hold them, they are \
        taken over. Where it does not, plan says `fragments-absent`: apply --reissue issues new keys, and the old ones work for the overlap.

        """
}

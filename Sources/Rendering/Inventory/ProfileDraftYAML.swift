internal import Diagnostics
internal import Model
package import State

/// A draft of a profile as `_profiles.yaml` has it, with what must still be said before it.
package enum ProfileDraftYAML {
    /// `unserved`: what of it this version cannot keep, as the fields that say so.
    package static func render(_ draft: ProfileDraft, unserved: [String] = [], recognised: [String] = []) -> String {
        var text = comment(
            "A draft for the table \(PlainText.line(draft.table.text)), made from its database's catalog. It was not tried. "
                + "Comments mark guesses."
        )
        if !recognised.isEmpty {
            let names = recognised.map { "`\($0)`" }.inWords
            text += comment("The shipped profile \(names) has these tables and columns: you may not need this one.")
        }
        if !draft.questions.isEmpty {
            text += "#\n" + comment("To decide:")
            for question in draft.questions { text += comment("- " + PlainText.line(question), indent: "  ") }
        }
        if !unserved.isEmpty {
            text += "#\n" + comment("This version cannot keep its keys yet: \(unserved.joined(separator: ", ")).")
        }
        if !draft.untouched.isEmpty {
            let names = draft.untouched.map { "`\(PlainText.line($0))`" }.joined(separator: ", ")
            text += "#\n" + comment("Not written; they need no value: \(names).")
        }
        let name = ShellWord.quoted(PlainText.line(draft.name))
        text += "#\n# Put it into _profiles.yaml, then: keyturn profile check --url URL --profile \(name)\n"
        text += "profiles:\n  \(DeclarationYAML.scalar(draft.name)):\n"
        for line in draft.lines {
            let note = line.note.map { "   # \($0)" } ?? ""
            text += "    \(line.isComment ? "# " : "")\(line.field): \(render(line.value))\(note)\n"
        }
        return text
    }

    private static func render(_ value: ProfileDraft.Value) -> String {
        switch value {
        case .text(let text): DeclarationYAML.scalar(text)
        case .literal(let text): JSONText.string(text).compact
        case .word(let word): word
        case .map(let entries):
            "{ " + entries.map { "\(DeclarationYAML.scalar($0.name)): \(render($0.value))" }.joined(separator: ", ")
                + " }"
        case .list(let values): "[ " + values.map(render).joined(separator: ", ") + " ]"
        }
    }

    private static func comment(_ text: String, indent: String = "") -> String {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + word.count > 110 {
                lines.append(line)
                line = indent
            }
            line += line.isEmpty || line == indent ? "\(word)" : " \(word)"
        }
        return (lines + [line]).map { "# \($0)\n" }.joined()
    }
}

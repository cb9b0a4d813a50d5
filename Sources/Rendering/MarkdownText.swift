internal import Diagnostics

/// Texts as they are in Markdown: nothing in a name, a path or a reason may become markup, a link or a mention.
enum MarkdownText {
    /// A text between others, or in a cell of a table.
    static func inline(_ text: String) -> String {
        var result = ""
        for character in PlainText.line(text) {
            switch character {
            case "\\", "`", "*", "_", "[", "]", "#", "|", "~":
                result.append("\\")
                result.append(character)
            // Markup at the beginning of a line alone.
            case "-", "+", ">":
                if result.isEmpty { result.append("\\") }
                result.append(character)
            case "<": result += "&lt;"
            case "&": result += "&amp;"
            // No name is to call someone, and no number to lead to another discussion.
            case "@": result += "@\u{200B}"
            default: result.append(character)
            }
        }
        return result
    }

    /// A text of ours, in which code is between backticks.
    static func sentence(_ text: String) -> String {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false).map(String.init)
        guard parts.count % 2 == 1, parts.enumerated().allSatisfy({ $0 % 2 == 0 || !$1.isEmpty }) else {
            return inline(text)
        }
        return parts.enumerated().map { $0 % 2 == 0 ? inline($1) : code($1) }.joined()
    }

    /// A text as code: what is in it is shown as it is.
    static func code(_ text: String) -> String {
        let line = PlainText.line(text)
        let longest = line.split(whereSeparator: { $0 != "`" }).map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: longest + 1)
        let padding = line.hasPrefix("`") || line.hasSuffix("`") ? " " : ""
        // A cell ends at a bar, even within code.
        let safe = line.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
        return fence + padding + safe + padding + fence
    }

    /// Lines in a block of their own, of a language that colours them.
    static func block(_ lines: [String], language: String) -> String {
        let longest = lines.flatMap { $0.split(whereSeparator: { $0 != "`" }) }.map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return "\(fence)\(language)\n" + lines.map { "\($0)\n" }.joined() + "\(fence)\n"
    }

    /// What is folded away until someone opens it.
    static func folded(_ title: String, _ content: String) -> String {
        "<details><summary>\(title)</summary>\n\n\(content)\n</details>\n"
    }
}

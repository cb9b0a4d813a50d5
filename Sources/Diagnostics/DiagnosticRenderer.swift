internal import Redaction

/// Writes diagnostics as a modern compiler does: headline, place, source line, underline, help.
///
/// Pure: the same diagnostics and sources give the same text.
package struct DiagnosticRenderer: Sendable {
    private let sources: SourceTexts
    private let style: TextStyle

    package init(sources: SourceTexts = SourceTexts(), style: TextStyle = .plain) {
        self.sources = sources
        self.style = style
    }

    /// Every diagnostic in the order given, each followed by an empty line.
    ///
    /// Empty for none.
    package func render(_ diagnostics: some Sequence<Diagnostic>) -> String {
        render(diagnostics.map { FoldedDiagnostic(first: $0) })
    }

    /// As ``render(_:)``; what is the same in several environments is written once, with their names.
    package func render(_ diagnostics: [FoldedDiagnostic]) -> String {
        var indices: [String: LineIndex] = [:]
        var text = ""
        for folded in diagnostics {
            let diagnostic = folded.first
            var line: ArraySlice<UInt8>?
            if let location = diagnostic.location {
                if indices[location.file] == nil, let bytes = sources.bytes(of: location.file) {
                    indices[location.file] = LineIndex(bytes)
                }
                line = indices[location.file]?[location.line]
            }
            write(diagnostic, also: folded.words, sourceLine: line, into: &text)
            text += "\n"
        }
        return text
    }

    /// How many of each severity there are, such as `2 errors, 1 warning`; nil for none.
    package func summary(_ diagnostics: some Sequence<Diagnostic>) -> String? {
        var counts: [Diagnostic.Severity: Int] = [:]
        for diagnostic in diagnostics { counts[diagnostic.severity, default: 0] += 1 }
        let parts = Diagnostic.Severity.allCases.compactMap { severity -> String? in
            guard let count = counts[severity] else { return nil }
            return style.paint("\(count) \(severity.rawValue)\(count == 1 ? "" : "s")", severity.attribute)
        }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private func write(
        _ diagnostic: Diagnostic,
        also others: String?,
        sourceLine: ArraySlice<UInt8>?,
        into text: inout String
    ) {
        let colour = diagnostic.severity.attribute
        let label = "\(diagnostic.severity.rawValue)[\(diagnostic.code)]"
        let summary = style.wrapped(Self.shown(diagnostic.summary), indent: 2, startingAt: label.cells + 2)
        text += style.paint(label, colour) + style.paint(": " + summary, .bold) + "\n"

        var gutter = ""
        if let location = diagnostic.location {
            if sourceLine != nil { gutter = String(repeating: " ", count: String(location.line).utf8.count) }
            text += gutter + style.paint("-->", .blue) + " " + Self.shown(location.description) + "\n"
            if let sourceLine {
                let snippet = Snippet(
                    line: sourceLine,
                    column: location.column,
                    length: location.length,
                    // Before it stand line number and bar, around it marks of what is cut off.
                    limit: style.width < .max ? style.width - gutter.utf8.count - 5 : Snippet.maximumWidth
                )
                let bar = style.paint(gutter + " |", .blue)
                text += bar + "\n"
                text += style.paint("\(location.line) |", .blue) + " " + snippet.text + "\n"
                let underline = String(repeating: "^", count: snippet.width)
                text +=
                    bar + " " + String(repeating: " ", count: snippet.indent) + style.paint(underline, colour) + "\n"
            }
        } else if let address = diagnostic.address {
            text += style.paint("-->", .blue) + " " + Self.shown(address) + "\n"
        }
        if let detail = diagnostic.detail { write(detail, behind: "note", gutter: gutter, into: &text) }
        if let others { write(others, behind: "also", gutter: gutter, into: &text) }
        if let command = diagnostic.command {
            text += (gutter.isEmpty ? "  " : style.paint(gutter + " = ", .blue)) + style.paint("command:", .bold)
            // A line that is wrapped cannot be pasted.
            text += "\n" + PlainText.line(command) + "\n"
        }
        if let fix = diagnostic.fix { write(fix, behind: "help", gutter: gutter, into: &text) }
    }

    /// A message quotes names and paths, and in the place of one someone may have pasted a key.
    private static func shown(_ text: String) -> String { KeyLikeness.maskedNames(PlainText.line(text)) }

    private func write(_ message: String, behind label: String, gutter: String, into text: inout String) {
        let lead = gutter.isEmpty ? "  " : gutter + " = "
        let indent = String(repeating: " ", count: lead.utf8.count + label.utf8.count + 2)
        let lines = KeyLikeness.maskedNames(PlainText.lines(message)).split(
            separator: "\n",
            omittingEmptySubsequences: false
        ).map { style.wrapped(String($0), indent: indent.utf8.count, startingAt: indent.utf8.count) }
        text += gutter.isEmpty ? lead : style.paint(lead, .blue)
        text += style.paint(label + ":", .bold) + " " + lines.joined(separator: "\n" + indent) + "\n"
    }
}

extension Diagnostic.Severity {
    fileprivate var attribute: TextStyle.Attribute {
        switch self {
        case .error: .red
        case .warning: .yellow
        case .note: .cyan
        }
    }
}

package import Diagnostics
internal import Model
package import Verification

/// Checklists for people: each check on a line, its fix under it.
package struct ChecklistText: Sendable {
    private let style: TextStyle

    package init(style: TextStyle) { self.style = style }

    /// `isQuiet`: only the checks that failed or could not look, and the summary.
    package func render(_ lists: [Checklist], isQuiet: Bool = false) -> String {
        let shown = lists.compactMap { list in
            let results = list.results.filter { !isQuiet || [.fail, .unknown].contains($0.verdict) }
            return results.isEmpty && isQuiet ? nil : Checklist(address: list.address, results: results)
        }
        return shown.map { render($0) + "\n" }.joined() + summary(lists) + "\n"
    }

    /// As in `17 passed, 1 failed, 2 warnings, 3 skipped.` and no more.
    private func summary(_ lists: [Checklist]) -> String {
        let results = lists.flatMap(\.results)
        func count(_ verdict: CheckResult.Verdict) -> Int { results.count { $0.verdict == verdict } }
        let warnings = count(.warn)
        let unknown = count(.unknown)
        let parts =
            ["\(count(.pass)) passed", "\(count(.fail)) failed"]
            + (unknown == 0 ? [] : ["\(unknown) could not be made"])
            + ["\(warnings) warning\(warnings == 1 ? "" : "s")", "\(count(.skipped)) skipped"]
        return parts.joined(separator: ", ") + "."
    }

    private func render(_ list: Checklist) -> String {
        let width = list.results.map(\.check.rawValue.count).max() ?? 0
        var text = style.paint(PlainText.line(list.address.description), .bold) + "\n"
        for result in list.results {
            let check = result.check.rawValue
            let verdict = result.verdict.rawValue
            let gap = String(repeating: " ", count: 9 - verdict.count)
            let column = 2 + 9 + width + 2
            text += "  \(style.paint(verdict, result.verdict.attribute))\(gap)\(check.padded(to: width + 2))"
            text += style.wrapped(PlainText.line(result.detail), indent: column, startingAt: column) + "\n"
            if let fix = result.fix {
                let words = style.wrapped("fix: \(PlainText.line(fix))", indent: column, startingAt: column)
                text += String(repeating: " ", count: column) + style.paint(words, .cyan) + "\n"
            }
        }
        return text
    }
}

extension CheckResult.Verdict {
    fileprivate var attribute: TextStyle.Attribute {
        switch self {
        case .pass: .green
        case .fail: .red
        case .unknown: .red
        case .warn: .yellow
        case .skipped: .dim
        }
    }
}

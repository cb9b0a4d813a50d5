package import Diagnostics
internal import Model
package import Verification

/// Checklists for people: each check on a line, its fix under it; where many identities pass, one line for them all.
package struct ChecklistText: Sendable {
    private let style: TextStyle

    package init(style: TextStyle) { self.style = style }

    /// Which checks are listed.
    package enum Detail: Sendable {
        /// Those that failed or could not look; the summary counts the others.
        case failures
        /// All but those of identities that pass, where an environment has many of them.
        case folded
        case all
    }

    package func render(_ lists: [Checklist], _ detail: Detail = .folded) -> String {
        let lists = Self.sorted(lists)
        var text = ""
        switch detail {
        case .all: for list in lists { text += render(list) + "\n" }
        case .failures:
            for list in lists {
                let results = list.results.filter { [.fail, .unknown].contains($0.verdict) }
                if !results.isEmpty { text += render(Checklist(address: list.address, results: results)) + "\n" }
            }
        case .folded:
            var passing = passing(lists)
            for list in lists {
                guard list.passes, let group = passing[list.address.environment] else {
                    text += render(list) + "\n"
                    continue
                }
                // Once, where the first of them stands.
                if !group.isEmpty { text += folded(group, of: list.address.environment) + "\n" }
                passing[list.address.environment] = []
            }
        }
        return text + summary(lists) + "\n"
    }

    /// Identities that follow each other as people sort them; what is about an environment stays where it is.
    private static func sorted(_ lists: [Checklist]) -> [Checklist] {
        var sorted: [Checklist] = []
        var rest = lists[...]
        while !rest.isEmpty {
            let run = rest.prefix { $0.address.identity != nil }
            sorted += Array(run).sortedNaturally(by: \.address)
            rest = rest.dropFirst(run.count)
            sorted += rest.prefix(1)
            rest = rest.dropFirst()
        }
        return sorted
    }

    /// The checklists of identities that pass, by environment, where there are so many that they hide the others.
    private func passing(_ lists: [Checklist]) -> [String: [Checklist]] {
        Dictionary(grouping: lists.lazy.filter(\.passes), by: \.address.environment)
            .filter { $0.value.count >= ChangeGroup.least }
    }

    private func folded(_ lists: [Checklist], of environment: String) -> String {
        let checks = lists.reduce(0) { $0 + $1.results.count }
        let skipped = lists.reduce(0) { $0 + $1.results.count { $0.verdict == .skipped } }
        return style.paint(PlainText.line("\(environment), \(grouped(lists.count)) identities"), .bold) + "\n"
            + "  \(style.paint(CheckResult.Verdict.pass.rawValue, .green))     "
            + "\(grouped(checks - skipped)) checks, \(grouped(skipped)) skipped (--all lists them)\n"
    }

    /// As in `17 passed, 1 failed, 2 warnings, 3 skipped.` and no more.
    private func summary(_ lists: [Checklist]) -> String {
        func count(_ verdict: CheckResult.Verdict) -> Int {
            lists.reduce(0) { $0 + $1.results.count { $0.verdict == verdict } }
        }
        let warnings = count(.warn)
        let unknown = count(.unknown)
        let parts =
            ["\(count(.pass)) passed", "\(count(.fail)) failed"]
            + (unknown == 0 ? [] : ["\(unknown) unknown"])
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

extension Checklist {
    /// Whether it is an identity's of which nothing has to be looked at.
    fileprivate var passes: Bool {
        address.identity != nil && results.allSatisfy { $0.verdict == .pass || $0.verdict == .skipped }
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

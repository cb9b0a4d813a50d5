internal import Diagnostics
internal import Model
package import Planning

/// A plan as the comment of a pull request: the summary first, the details folded.
package enum PlanMarkdown {
    /// The least room that a plan can be told in.
    package static let leastBytes = 1_000

    /// Ends with a line break.
    ///
    /// Where the whole does not fit into `maxBytes` of UTF-8, less is told, never a part of something: first no lines of
    /// files, then fewer changes and findings; how many were left out stands in their place.
    package static func render(_ plan: Plan, maxBytes: Int? = nil) -> String {
        let whole = PlanMarkdownDocument(plan: plan, showsFiles: true, limit: .max).text
        guard let maxBytes, whole.utf8.count > maxBytes else { return whole }
        let withoutFiles = PlanMarkdownDocument(plan: plan, showsFiles: false, limit: .max).text
        if withoutFiles.utf8.count <= maxBytes { return withoutFiles }
        // The largest number of each kind that fits: more never takes less room.
        var (fits, exceeds) = (0, max(plan.changes.count, plan.diagnostics.count, 1))
        while exceeds - fits > 1 {
            let middle = (fits + exceeds) / 2
            let text = PlanMarkdownDocument(plan: plan, showsFiles: false, limit: middle).text
            if text.utf8.count <= maxBytes { fits = middle } else { exceeds = middle }
        }
        let text = PlanMarkdownDocument(plan: plan, showsFiles: false, limit: fits).text
        return text.utf8.count <= maxBytes ? text : PlanMarkdownDocument.heading(of: plan)
    }
}

/// One way to tell a plan in Markdown: with the lines of files or without, with so many entries of each kind.
struct PlanMarkdownDocument {
    let plan: Plan
    let showsFiles: Bool

    /// How many changes of each environment, and how many findings, are told.
    let limit: Int

    var text: String {
        var parts = [Self.heading(of: plan), findings(.error), findings(.warning)]
        parts += plan.environments.map(section)
        parts += PlanNotes.lists(of: plan).map { list in
            folded("\(list.title) (\(grouped(list.lines.count)))", list.lines.map(MarkdownText.inline))
        }
        if !showsFiles, plan.environments.contains(where: { !$0.diffs.isEmpty }) {
            parts.append("The lines of files are left out: see the log of the run.\n")
        }
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    static func heading(of plan: Plan) -> String {
        let verdict =
            switch (plan.isEmpty, plan.leftOut) {
            case (true, nil): "no changes"
            case (true, .some): "no drift"
            case (false, nil): count(plan.changes.count, "change")
            case (false, .some): "drift, \(count(plan.changes.count, "change"))"
            }
        let refused = plan.environments.filter(\.isRefused).map(\.name)
        var text = "## Keyturn: \(verdict)\n\n"
        text += MarkdownText.inline(PlanText(style: .plain).summary(of: plan)) + "\n"
        if !refused.isEmpty {
            text +=
                "\n**Refused:** \(MarkdownText.inline(refused.prefix(20).joined(separator: ", "))): see the errors.\n"
        }
        return text
    }

    private func findings(_ severity: Diagnostic.Severity) -> String {
        let found = plan.diagnostics.filter { $0.severity == severity }
        guard !found.isEmpty else { return "" }
        let lines = found.prefix(limit).map { finding in
            "**\(MarkdownText.inline(finding.code))** "
                + (finding.address.map { MarkdownText.code($0) + " " } ?? "") + MarkdownText.inline(finding.summary)
                + (finding.detail.map { " " + MarkdownText.inline($0) } ?? "")
                + (finding.fix.map { " _" + MarkdownText.inline($0) + "_" } ?? "")
        }
        let title = severity == .error ? "Errors" : "Warnings"
        // What refuses something is not folded away.
        return severity == .error
            ? "### \(title)\n\n" + bullets(lines, of: found.count)
            : MarkdownText.folded("\(title) (\(grouped(found.count)))", bullets(lines, of: found.count))
    }

    private func section(_ environment: EnvironmentPlan) -> String {
        guard !environment.changes.isEmpty else { return "" }
        var text = "| | address | key | why |\n| --- | --- | --- | --- |\n"
        for change in environment.changes.prefix(limit) {
            let keys = change.keyWords.map(MarkdownText.code) ?? ""
            let reasons = change.reasons.map { $0.words(now: plan.now) }.joined(separator: "; ")
            let fate = change.fate(now: plan.now, endsFirst: plan.mandate.endsFirst).map { ". " + $0 } ?? ""
            text += "| \(MarkdownText.code("\(change.action.symbol) \(change.action.rawValue)")) "
            text += "| \(MarkdownText.inline(change.address.description)) | \(keys) "
            text += "| \(MarkdownText.inline(reasons + fate)) |\n"
        }
        let rest = environment.changes.count - min(limit, environment.changes.count)
        if rest > 0 { text += "\nand \(count(rest, "more change"))\n" }
        if showsFiles {
            for diff in environment.diffs {
                let lines = diff.lines.map { ($0.isAdded ? "+" : "-") + $0.text }
                let others = diff.others > 0 ? "- \(count(diff.others, "other line"))\n" : ""
                let more = others + (diff.omitted > 0 ? "and \(count(diff.omitted, "more line"))\n" : "")
                let kind = diff.kind == .changed ? "" : ", \(diff.kind.rawValue)"
                text += "\n\(MarkdownText.code(diff.path))\(kind)\n\n"
                text += MarkdownText.block(lines, language: "diff") + more
            }
        }
        for announcement in environment.announcements { text += "\n" + MarkdownText.code(announcement.words) + "\n" }
        let title = "\(MarkdownText.inline(environment.name)): \(count(environment.changes.count, "change"))"
        return MarkdownText.folded(title, text)
    }

    private func folded(_ title: String, _ lines: [String]) -> String {
        lines.isEmpty
            ? "" : MarkdownText.folded(MarkdownText.inline(title), bullets(Array(lines.prefix(limit)), of: lines.count))
    }

    private func bullets(_ lines: [String], of all: Int) -> String {
        lines.map { "- \($0)\n" }.joined() + (lines.count < all ? "\nand \(grouped(all - lines.count)) more\n" : "")
    }
}

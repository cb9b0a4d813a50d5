internal import Diagnostics
internal import Model
internal import Planning

/// One way to tell a plan in Markdown: with the lines of files or without, with so many entries of each kind.
struct PlanMarkdownDocument {
    let plan: Plan
    let approval: PlanApproval?
    let showsFiles: Bool

    /// How many changes, and how many findings of each severity, are reported.
    let limit: Int

    var text: String {
        var parts = [heading, findings(.error), changes, commands, files, findings(.warning)]
        parts += PlanNotes.lists(of: plan).map { list in
            let title = list.title.hasSuffix(":") ? String(list.title.dropLast()) : list.title
            return folded("\(title) (\(grouped(list.lines.count)))", list.lines.map(MarkdownText.inline))
        }
        parts.append(apply)
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// What is reported in any room: the verdict, and how to apply the plan.
    var head: String { [heading, apply].filter { !$0.isEmpty }.joined(separator: "\n") }

    private var heading: String {
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
        if let words = plan.endangered.inUse.words("that is in use", "that are in use") { text += "\n**\(words)**\n" }
        if !refused.isEmpty {
            text +=
                "\n**Refused:** \(MarkdownText.inline(refused.prefix(20).joined(separator: ", "))): see the errors.\n"
        }
        return text
    }

    /// Dangerous changes come last, as in the text.
    private var changes: String {
        let sorted = plan.changes.sortedNaturally(by: \.address)
        let all = sorted.filter { !$0.isDangerous(asOf: plan.now) } + sorted.filter { $0.isDangerous(asOf: plan.now) }
        guard !all.isEmpty else { return "" }
        let consumers = PlanConsumers(plan)
        var text = "| environment | action | identity | why | consumers |\n| --- | --- | --- | --- | --- |\n"
        for change in all.prefix(limit) {
            let fate = change.fate(now: plan.now, endsFirst: plan.mandate.endsFirst).map { ". " + $0 } ?? ""
            let identity = MarkdownText.inline(change.address.identity ?? "")
            let keys = change.keyWords.map { " " + MarkdownText.code($0) } ?? ""
            text += "| \(Self.environment(change.address.environment)) "
            text += "| \(MarkdownText.code("\(change.action.symbol) \(change.action.rawValue)")) "
            text += "| \(identity)\(keys) "
            text += "| \(MarkdownText.inline(change.whyWords(now: plan.now) + fate)) "
            text += "| \(consumers.of(change).map(MarkdownText.code).joined(separator: ", ")) |\n"
        }
        let rest = all.count - min(limit, all.count)
        if rest > 0 { text += "\nand \(count(rest, "more change"))\n" }
        return text
    }

    /// Production is marked: that is where a mistake costs most.
    private static func environment(_ name: String) -> String {
        let text = MarkdownText.inline(name)
        let words = name.lowercased().split { !$0.isLetter }
        let isProduction = words.contains { ["prod", "production", "prd", "live"].contains($0) }
        return isProduction ? "⚠️ **\(text)**" : text
    }

    private var commands: String {
        folded(
            "Commands",
            plan.environments.flatMap { environment in
                environment.announcements.map {
                    MarkdownText.inline(environment.name) + " " + MarkdownText.code($0.words)
                }
            }
        )
    }

    private var files: String {
        let diffs = plan.environments.flatMap { environment in environment.sortedDiffs.map { (environment.name, $0) } }
        guard !diffs.isEmpty else { return "" }
        guard showsFiles else { return "The lines of files are omitted: see the log of the run.\n" }
        var text = ""
        for (name, diff) in diffs {
            let lines = diff.lines.map { ($0.isAdded ? "+" : "-") + $0.text }
            let others = diff.others > 0 ? "- \(count(diff.others, "other line"))\n" : ""
            let more = others + (diff.omitted > 0 ? "and \(count(diff.omitted, "more line"))\n" : "")
            let kind = diff.kind == .changed ? "" : ", \(diff.kind.rawValue)"
            text += (text.isEmpty ? "" : "\n") + "\(MarkdownText.code("\(name):\(diff.path)"))\(kind)\n\n"
            text += MarkdownText.block(lines, language: "diff") + more
        }
        return MarkdownText.folded("Lines of \(count(diffs.count, "file"))", text)
    }

    private var apply: String {
        guard let approval, !plan.isEmpty || plan.owesCommands || plan.owesRevocations else { return "" }
        let what = plan.environments.contains(where: \.isRefused) ? "Apply what is not refused" : "Apply it"
        return """
            **\(what)** (valid \(approval.validity); digest \(MarkdownText.code(approval.digest))):

            \(MarkdownText.block([approval.command], language: "sh"))
            """
    }

    private func findings(_ severity: Diagnostic.Severity) -> String {
        let found = plan.diagnostics.filter { $0.severity == severity }
        guard !found.isEmpty else { return "" }
        let lines = found.prefix(limit).map { finding in
            let address = finding.address.flatMap { finding.summary.contains($0) ? nil : MarkdownText.code($0) + " " }
            return "**\(MarkdownText.inline(finding.code))** " + (address ?? "")
                + MarkdownText.sentence(finding.summary)
                + (finding.detail.map { " " + MarkdownText.sentence($0) } ?? "")
                + (finding.fix.map { " _" + MarkdownText.sentence($0) + "_" } ?? "")
        }
        let title = severity == .error ? "Errors" : "Warnings"
        // What refuses something is not folded away.
        return severity == .error
            ? "### \(title)\n\n" + bullets(lines, of: found.count)
            : MarkdownText.folded("\(title) (\(grouped(found.count)))", bullets(lines, of: found.count))
    }

    private func folded(_ title: String, _ lines: [String]) -> String {
        lines.isEmpty
            ? "" : MarkdownText.folded(MarkdownText.inline(title), bullets(Array(lines.prefix(limit)), of: lines.count))
    }

    private func bullets(_ lines: [String], of all: Int) -> String {
        lines.map { "- \($0)\n" }.joined() + (lines.count < all ? "\nand \(grouped(all - lines.count)) more\n" : "")
    }
}

package import Diagnostics
internal import Planning

/// What a rule's code documents, for people; the reference is written from the same texts.
package struct PolicyExplanation: Sendable {
    private let style: TextStyle

    package init(style: TextStyle) { self.style = style }

    /// Empty for a code that is not policy's.
    package func render(_ code: String) -> String {
        guard let rule = PolicyRules.named(code) else {
            return PolicyCode(rawValue: code).map { "\(style.paint(code, .bold))\n\n\(paragraph($0.explanation))" }
                ?? ""
        }
        return """
            \(style.paint(rule.name, .bold)): \(style.wrapped(rule.title, indent: 2, startingAt: rule.name.count + 2))

            \(paragraph(rule.explanation))
              Takes     \(rule.kind.expected)
              Checks    \(rule.judges)
              Severity  error, unless it is set with `severity: warn`
              Fix       \(style.wrapped(rule.fix, indent: 12, startingAt: 12))

              rules:
                \(rule.example)

            """
    }

    private func paragraph(_ text: String) -> String { "  " + style.wrapped(text, indent: 2, startingAt: 2) + "\n" }

    /// The page of the reference, but for its head.
    package static var reference: String {
        var text = "\n| rule | takes | asks for |\n| --- | --- | --- |\n"
        for rule in PolicyRules.all {
            text += "| [`\(rule.name)`](#\(rule.name)) | \(rule.kind.typeName) | \(rule.title) |\n"
        }
        for rule in PolicyRules.all {
            text += """

                ## \(rule.name)

                \(rule.title).

                ```yaml
                rules:
                  \(rule.example)
                ```

                \(rule.explanation)

                - Takes: \(rule.kind.expected).
                - Checks: \(rule.judges).
                - Fix: \(rule.fix).

                """
        }
        return text
    }
}

extension PolicyRule {
    /// What it looks at, and which command does.
    static var judges: String {
        stages.map { stage in
            switch stage {
            case .declarations: "declarations (validate, plan)"
            case .plan: "the planned changes (plan)"
            case .observation: "the current state (plan)"
            }
        }.joined(separator: ", ")
    }
}

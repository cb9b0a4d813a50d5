package import Diagnostics
internal import Model
package import Planning

/// What policy let pass: exceptions and overrides, which are shown whatever else there is to say.
package struct PolicyText: Sendable {
    private let style: TextStyle

    package init(style: TextStyle) { self.style = style }

    /// Empty, or blocks that each end with an empty line.
    package func render(_ report: PolicyReport) -> String { PlanNotes(style: style).render(Self.lists(of: report)) }

    static func lists(of report: PolicyReport) -> [PlanNotes.List] {
        [
            PlanNotes.List(title: "Policy exceptions", lines: report.exceptions.map(\.words), isWhole: true),
            PlanNotes.List(
                title: "Overridden: rules that this run ignores",
                lines: report.overrides.map(\.words),
                isWhole: true
            ),
        ]
    }
}

extension ExceptionUse {
    /// `prod/legacy from max-rotation-interval until 2027-03-31: reason, approved by platform`.
    var words: String {
        let approval = exception.approvedBy.map { ", approved by \(PlainText.line($0))" } ?? ""
        let note =
            switch outcome {
            case .applied(1): ""
            case .applied(let number): " (lets \(count(number, "finding")) pass)"
            case .unneeded: " (nothing to ignore)"
            case .unknownAddress: " (not declared)"
            case .ruleNotSet: " (the rule is not set there)"
            case .lapsed: " (LAPSED)"
            case .notJudged: ""
            }
        return "\(exception.address) from \(exception.rule) until \(exception.until): "
            + "\(PlainText.line(exception.reason))\(approval)\(note)"
    }
}

extension OverrideUse {
    var words: String {
        "\(rule), \(count == 0 ? "nothing to pass over" : Rendering.count(count, "finding")): \(PlainText.line(reason))"
    }
}

extension PolicyReport {
    /// What refuses an identity's changes, to follow them; empty for nothing.
    func heldWords(_ address: Address) -> String {
        held[address].map { " (refused by \($0.joined(separator: ", ")))" } ?? ""
    }
}

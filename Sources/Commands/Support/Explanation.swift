internal import Configuration
internal import Planning
internal import Rendering
internal import Verification

/// What the reference says of a name.
struct Explanation {
    /// As the reference writes it.
    let name: String

    /// `diagnostic code`, `field`, `policy rule`, `check` or `action`.
    let kind: String

    let text: String

    /// The name in what was copied from a message: `error[parallel-key]`, `[parallel-key]`.
    static func name(in text: String) -> String {
        text.wholeMatch(of: /(?:error|warning|note)?\[([^\]]+)\]:?/).map { String($0.output.1) } ?? text
    }

    /// All that has the name; of a field `overlap` finds what `rotation.overlap` does.
    static func all(of name: String) -> [Explanation] {
        let wanted = name.lowercased()
        return everything.filter { explanation in
            let own = explanation.name.lowercased()
            return own == wanted || explanation.kind == fieldKind && own.hasSuffix("." + wanted)
        }
    }

    /// Every name, for one that was probably meant; a field also by what ends its path: `rotation.overlap`, `overlap`.
    static var names: [String] {
        everything.flatMap { explanation in
            guard explanation.kind == fieldKind else { return [explanation.name] }
            let parts = explanation.name.split(separator: ".")
            return parts.indices.map { parts[$0...].joined(separator: ".") }
        }
    }

    private static let fieldKind = "field"

    private static var everything: [Explanation] {
        let codes = ReferencePages.codes.flatMap { table in
            table.codes.map { Explanation(name: $0.name, kind: "diagnostic code", text: flat($0.explanation)) }
        }
        let rules = PolicyRules.names.compactMap { name in
            PolicyRules.named(name).map { rule in
                Explanation(name: name, kind: "policy rule", text: flat("\(rule.title). \(rule.explanation)"))
            }
        }
        let checks = CheckCode.allCases.map {
            Explanation(name: $0.rawValue, kind: "check", text: flat($0.explanation))
        }
        let actions = Action.allCases.map { Explanation(name: $0.rawValue, kind: "action", text: flat($0.explanation)) }
        let reasons = Reason.explanations.map { Explanation(name: $0.code, kind: "reason", text: flat($0.meaning)) }
        let fields = Schema.documentation.map { Explanation(name: $0.path, kind: fieldKind, text: flat($0.text)) }
        return actions + rules + codes.filter { code in !rules.contains { $0.name == code.name } } + checks + reasons
            + fields
    }

    private static func flat(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

internal import Model
internal import Redaction
internal import Schedule

/// What a rule is set to.
package enum RuleValue: Hashable, Sendable {
    case flag(Bool)
    case duration(Duration)
    case number(Int)
    case choice(String)
    /// Environments, in order.
    case environments([String])
    /// A list of names for each identity, `*` for all that are not named.
    case lists([String: [String]])

    /// What a rule can be set to.
    package enum Kind: Hashable, Sendable {
        case flag
        case duration
        /// `true`, or a duration that says more.
        case flagOrDuration
        /// A number from 1 on, of what is said.
        case number(of: String)
        case choice([String])
        case environments
        case lists

        /// Whether a severity alone sets the rule.
        package var isFlag: Bool { self == .flag || self == .flagOrDuration }

        /// To follow "expected".
        package var expected: String {
            switch self {
            case .flag: "true or false"
            case .duration: "a duration such as 30d"
            case .flagOrDuration: "true, false, or a duration such as 90d"
            case .number(let what): "a number of \(what) such as 256"
            case .choice(let words): "one of " + words.joined(separator: ", ")
            case .environments: "a list of at least two environments such as [staging, prod]"
            case .lists: "a map from identities to lists such as { backend: [api, worker] }"
            }
        }

        /// A short name, for lists.
        package var typeName: String {
            switch self {
            case .flag: "flag"
            case .duration: "duration"
            case .flagOrDuration: "flag or duration"
            case .number(let what): "number of \(what)"
            case .choice: "choice"
            case .environments: "list of environments"
            case .lists: "map of lists"
            }
        }
    }

    /// Whether the rule is switched off by it.
    package var isOff: Bool { self == .flag(false) }
}

extension RuleValue: CustomStringConvertible {
    /// As it is written in YAML, without what may be a secret: a variable may have had a part in it.
    package var description: String {
        switch self {
        case .flag(let isOn): isOn ? "true" : "false"
        case .duration(let duration): DurationText.format(duration)
        case .number(let number): "\(number)"
        case .choice(let word): word
        case .environments(let names): "[\(SecretMask.masked(names.joined(separator: ", ")))]"
        case .lists(let lists):
            SecretMask.masked(
                "{ "
                    + lists.sorted { $0.key < $1.key }
                    .map { "\($0.key == "*" ? "\"*\"" : $0.key): [\($0.value.joined(separator: ", "))]" }
                    .joined(separator: ", ") + " }"
            )
        }
    }
}

extension RuleValue {
    var duration: Duration? { if case .duration(let duration) = self { duration } else { nil } }
    var number: Int? { if case .number(let number) = self { number } else { nil } }
    var choice: String? { if case .choice(let word) = self { word } else { nil } }
    var environments: [String] { if case .environments(let names) = self { names } else { [] } }
    var lists: [String: [String]] { if case .lists(let lists) = self { lists } else { [:] } }
}

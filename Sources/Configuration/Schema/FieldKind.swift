/// What a field holds, for the reference and for editors.
///
/// Every case before maps and lists is a scalar, in which variables are replaced.
enum FieldKind: Sendable {
    /// A text, described so that it can follow "expected", and what it must look like.
    case text(String, TextForm = .filled)
    /// As ``Schedule/DurationText`` reads it.
    case duration
    case wholeNumber(String, ClosedRange<Int> = 0...Int.max)
    /// One of some words.
    case choice([String])
    /// `true` or `false`.
    case flag
    case map(Section)
    /// A map whose names the user chooses, each holding the fields of a section.
    case named(String, Section)
    case list(Section)
    /// A map, or a list of such maps.
    case listOrOne(Section)
    /// A list of texts, described so that it can follow "expected", and what each must look like; variables are replaced
    /// in each.
    case texts(String, TextForm = .any)
    /// As ``texts``, or one text alone.
    case textsOrOne(String, TextForm = .any)
    /// A text, or a map.
    case textOrMap(String, TextForm, Section)
    /// A list of texts, or a map.
    case textsOrMap(String, TextForm, Section)
    /// A scalar, a list or a map: a column's type decides what it may be.
    case anyValue(String)
    /// A list of scalars, null among them.
    case values(String)
    /// A map from columns to values or, where they are given, to some words.
    case columns(String, [String]?)
    /// A map from the rules of policy to what they are set to.
    case rules

    /// What is expected, to follow that word.
    var expected: String {
        switch self {
        case .text(let words, _), .wholeNumber(let words, _), .texts(let words, _), .textsOrOne(let words, _),
            .anyValue(let words), .values(let words), .columns(let words, _):
            words
        case .textOrMap(let words, _, let section), .textsOrMap(let words, _, let section):
            "\(words), or a map with \(section.fields.map(\.name).joined(separator: ", "))"
        case .duration: "a duration such as 30d"
        case .choice(let words): "one of " + words.joined(separator: ", ")
        case .map(let section): "a map with " + section.fields.map(\.name).joined(separator: ", ")
        case .named(let what, _): "a map from names to \(what)"
        case .flag: "true or false"
        case .list: "a list"
        case .listOrOne(let section) where section.alternatives.isEmpty:
            "a map with \(section.fields.map(\.name).joined(separator: ", ")), or a list of such maps"
        case .listOrOne(let section):
            "a map with one of \(section.alternatives.map(\.name).joined(separator: ", ")), or a list of such maps"
        case .rules: "a map from rules to what they are set to, such as { min-overlap: 24h }"
        }
    }

    /// A short name of the type, for the reference.
    var typeName: String {
        switch self {
        case .text: "text"
        case .duration: "duration"
        case .wholeNumber: "whole number"
        case .choice(let words): words.map { "`\($0)`" }.joined(separator: " or ")
        case .map: "map"
        case .named: "map of names"
        case .flag: "`true` or `false`"
        case .list: "list of maps"
        case .listOrOne: "map or list of maps"
        case .texts: "list of texts"
        case .textsOrOne: "text or list of texts"
        case .textOrMap: "text or map"
        case .textsOrMap: "list of texts or map"
        case .anyValue: "value"
        case .values: "list of values"
        case .columns: "map of columns"
        case .rules: "map of [rules](policies.md)"
        }
    }
}

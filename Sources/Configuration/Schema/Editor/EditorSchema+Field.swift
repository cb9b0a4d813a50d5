internal import Diagnostics

extension EditorSchema {
    /// What may stand behind a field's name, with what an editor shows about it.
    static func property(_ field: FieldDescription, _ company: Company) -> JSONText {
        guard company != .defaults || field.isInheritable else {
            return ["description": .string(field.doc), "type": "null"]
        }
        // Null takes away what another file says, which a required field cannot do without.
        let isNullable = company == .defaults || !field.isRequired
        var members = [JSONText.Member("description", .string(field.doc))]
        members += content(of: field.kind, company, isNullable: isNullable)
        if let standard = field.standard { members.append(JSONText.Member("default", standard)) }
        if let example = field.example { members.append(JSONText.Member("examples", [example])) }
        return .object(members)
    }

    private static func content(of kind: FieldKind, _ company: Company, isNullable: Bool) -> [JSONText.Member] {
        let null = isNullable ? ["null"] : [String]()
        switch kind {
        case .text(let words, let form): return text(form, words, or: null)
        case .duration: return text(.duration, kind.expected, or: null)
        case .wholeNumber(let words, let range):
            var members = text(TextForm("[0-9]+", plain: .number), words, or: null)
            members[0] = JSONText.Member("type", types(["string", "integer"] + null))
            members.append(JSONText.Member("minimum", .int(Int64(range.lowerBound))))
            if range.upperBound < .max { members.append(JSONText.Member("maximum", .int(Int64(range.upperBound)))) }
            return members
        case .choice(let words):
            let known: JSONText = ["enum": .array(words.map(JSONText.string) + (isNullable ? [.null] : []))]
            return [JSONText.Member("anyOf", [known, ["type": "string", "pattern": anchored(TextForm.interpolated)]])]
        case .flag:
            return [
                JSONText.Member("type", types(["boolean", "string"] + null)),
                JSONText.Member("pattern", anchored("true|false|\(TextForm.interpolated)")),
            ]
        case .map(let section): return members(map(section, company, isNullable: isNullable))
        case .named(_, let section):
            return [
                JSONText.Member("type", types(["object"] + null)),
                JSONText.Member("propertyNames", ["pattern": anchored(TextForm.name.pattern ?? "")]),
                // Null takes away what `_defaults.yaml` says of the name.
                JSONText.Member("additionalProperties", entry(section, company, isNullable: true)),
            ]
        case .list(let section):
            // Lists replace each other: what is in one is whole.
            return [
                JSONText.Member("type", types(["array"] + null)),
                JSONText.Member("items", entry(section, .alone, isNullable: false)),
            ]
        case .listOrOne(let section):
            let one = entry(section, .alone, isNullable: false)
            let many: JSONText = [
                "type": "array", "minItems": 1, "items": entry(section, .alone, isNullable: false),
            ]
            let nothing: [JSONText] = isNullable ? [["type": "null"]] : []
            return [JSONText.Member("anyOf", .array([one, many] + nothing))]
        case .texts(let words, let form): return texts(form, words, or: null)
        case .textsOrOne(let words, let form):
            let one = JSONText.object(text(form, words, or: null))
            return [JSONText.Member("anyOf", [one, .object(texts(form, words, or: []))])]
        case .textOrMap(let words, let form, let section):
            let one = JSONText.object(text(form, words, or: null))
            return [JSONText.Member("anyOf", [one, map(section, company, isNullable: false)])]
        case .textsOrMap(let words, let form, let section):
            let list = JSONText.object(texts(form, words, or: null))
            return [JSONText.Member("anyOf", [list, map(section, company, isNullable: false)])]
        case .anyValue: return []
        case .values:
            return [
                JSONText.Member("type", types(["array"] + null)),
                JSONText.Member("minItems", 1),
                JSONText.Member("items", ["type": ["string", "number", "boolean", "null"]]),
            ]
        case .columns(_, let words):
            var members = [JSONText.Member("type", types(["object"] + null))]
            if let words {
                let known: JSONText = ["enum": .array(words.map(JSONText.string) + [.null])]
                let variable: JSONText = ["type": "string", "pattern": anchored(TextForm.interpolated)]
                members.append(JSONText.Member("additionalProperties", ["anyOf": [known, variable]]))
            }
            return members
        case .rules: return rules()
        }
    }

    private static func texts(_ form: TextForm, _ words: String, or null: [String]) -> [JSONText.Member] {
        [
            JSONText.Member("type", types(["array"] + null)),
            JSONText.Member("minItems", 1),
            JSONText.Member("items", .object(text(form, words, or: []))),
        ]
    }

    /// What a map or a list of maps holds, many times.
    private static func entry(_ section: Section, _ company: Company, isNullable: Bool) -> JSONText {
        let description = JSONText.Member("description", .string(section.doc))
        return .object([description] + members(map(section, company, isNullable: isNullable)))
    }

    /// A scalar of a form; what is a number to YAML is text to the reader.
    static func text(_ form: TextForm, _ words: String, or null: [String]) -> [JSONText.Member] {
        var names = ["string"]
        if form.plain.contains(.number) { names.append("number") }
        if form.plain.contains(.boolean) { names.append("boolean") }
        let whole = form.pattern ?? "[^$]\(form.mayBeEmpty ? "*" : "+")"
        var members = [
            JSONText.Member("type", types(names + null)),
            JSONText.Member("pattern", anchored("\(whole)|\(TextForm.interpolated)")),
            // Not a part of JSON Schema, but what editors show instead of the pattern.
            JSONText.Member("patternErrorMessage", .string("expected \(words)")),
        ]
        if let numbers = form.numbers {
            members.append(JSONText.Member("minimum", .int(Int64(numbers.lowerBound))))
            members.append(JSONText.Member("maximum", .int(Int64(numbers.upperBound))))
        }
        if let excluded = form.excluded {
            let isInterpolated: JSONText = ["type": "string", "pattern": anchored(TextForm.interpolated)]
            let isRefused: JSONText = ["type": "string", "pattern": .string(excluded)]
            let refused: JSONText =
                form.excludedNumber.map { ["anyOf": [isRefused, ["const": .int($0)]]] } ?? isRefused
            members.append(JSONText.Member("anyOf", [["not": refused], isInterpolated]))
        }
        return members
    }

    private static func anchored(_ pattern: String) -> JSONText { .string("^(\(pattern))$") }

    private static func types(_ names: [String]) -> JSONText {
        names.count == 1 ? .string(names[0]) : .array(names.map(JSONText.string))
    }

    private static func members(_ json: JSONText) -> [JSONText.Member] {
        if case .object(let members) = json { members } else { [] }
    }
}

extension FieldDescription {
    /// What holds where the field is absent, as a value; nil if it can only be said in words.
    fileprivate var standard: JSONText? {
        guard case .optional(let words?) = presence else { return nil }
        switch kind {
        case .text, .duration, .choice: return .string(words.filter { $0 != "\"" })
        case .wholeNumber: return Int64(words).map(JSONText.int)
        case .flag, .map, .named, .list, .listOrOne, .texts, .textsOrOne, .rules, .textOrMap, .textsOrMap,
            .anyValue, .values, .columns:
            return nil
        }
    }

    /// What the words of ``FieldKind/expected`` name as an example.
    fileprivate var example: JSONText? {
        guard let start = kind.expected.firstRange(of: " such as ")?.upperBound else { return nil }
        let rest = kind.expected[start...]
        switch kind {
        case .text: return .string(String(rest.hasPrefix("\"") ? rest.dropFirst().prefix { $0 != "\"" } : rest))
        case .duration: return .string(String(rest))
        case .wholeNumber: return Int64(rest).map(JSONText.int)
        case .texts, .textsOrOne:
            guard rest.hasPrefix("[") else { return .string(String(rest)) }
            let words = rest.drop { $0 == "[" }.prefix { $0 != "]" }.split(separator: ", ")
            return .array(words.map { .string(String($0)) })
        case .choice, .flag, .map, .named, .list, .listOrOne, .rules, .textOrMap, .textsOrMap, .anyValue,
            .values, .columns:
            return nil
        }
    }
}

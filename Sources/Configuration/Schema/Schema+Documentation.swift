extension Schema {
    /// Every field with its path, such as `rotation.overlap`, and what the reference says of it.
    package static var documentation: [(path: String, text: String)] {
        var found: [(path: String, text: String)] = []
        for section in [environment, revocations, policy, profiles] as [Section] { collect(section, into: &found) }
        return found
    }

    private static func collect(_ section: Section, into found: inout [(path: String, text: String)]) {
        for field in section.fields {
            let path = section.path.isEmpty ? field.name : "\(section.path).\(field.name)"
            var facts = [field.kind.typeName]
            switch field.presence {
            case .required: facts.append("required")
            case .optional(let value?): facts.append("default \(value)")
            case .optional(nil): break
            }
            found.append((path, "\(facts.joined(separator: ", ")). \(field.doc)"))
        }
        for field in section.fields {
            switch field.kind {
            case .map(let inner), .named(_, let inner), .list(let inner), .listOrOne(let inner),
                .textOrMap(_, _, let inner), .textsOrMap(_, _, let inner):
                collect(inner, into: &found)
            default: continue
            }
        }
    }
}

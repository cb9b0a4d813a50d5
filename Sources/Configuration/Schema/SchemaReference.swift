extension Schema {
    /// The reference of all fields, in Markdown: what `docs/reference/configuration.md` holds.
    package static var reference: String {
        var text = ""
        write(environment, into: &text)
        write(revocations, into: &text)
        write(policy, into: &text)
        write(profiles, into: &text)
        return text
    }

    private static func write(_ section: Section, into text: inout String) {
        switch section.fileTitle {
        case nil: text += "## `\(section.path)`\n\n"
        case environment.fileTitle: text += "## Environment file\n\n"
        case let file?: text += "## `\(file)`\n\n"
        }
        text += section.doc + "\n\n"
        text += "| field | type | required | default | meaning |\n|---|---|---|---|---|\n"
        for field in section.fields {
            var standard = ""
            if case .optional(let value?) = field.presence { standard = "`\(value)`" }
            text += "| `\(field.name)` | \(field.kind.typeName) | \(field.isRequired ? "yes" : "no") | \(standard) | "
            text += field.doc + " |\n"
        }
        text += "\n"
        for field in section.fields {
            switch field.kind {
            case .map(let inner), .named(_, let inner), .list(let inner), .listOrOne(let inner),
                .textOrMap(_, _, let inner), .textsOrMap(_, _, let inner):
                write(inner, into: &text)
            default: continue
            }
        }
    }
}

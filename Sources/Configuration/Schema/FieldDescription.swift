/// One field as it is described: its name, what it holds, what the reference says about it.
class FieldDescription: @unchecked Sendable {
    let name: String
    let kind: FieldKind
    let presence: Presence

    /// One sentence for the reference.
    let doc: String

    /// Whether `_defaults.yaml` may say it for every environment.
    let isInheritable: Bool

    /// Whether its values are shown as they are, so that a pasted key must not be in it.
    let isShown: Bool

    /// Whether its values are shown nowhere, or masked as commands are, so that passwords and peppers may be made from
    /// variables there.
    let takesSecrets: Bool

    /// Its place in its section, which sets it when it is made and before anything reads it.
    fileprivate(set) var place = 0

    enum Presence {
        case required
        /// What holds where the field is absent, in words of the file or, for none, nil.
        case optional(default: String?)
    }

    fileprivate init(
        _ name: String,
        _ kind: FieldKind,
        _ presence: Presence,
        _ doc: String,
        isInheritable: Bool
    ) {
        self.name = name
        self.kind = kind
        self.presence = presence
        self.doc = doc
        self.isInheritable = isInheritable
        isShown = Self.shown.contains(name)
        takesSecrets = Self.secret.contains(name)
    }

    var isRequired: Bool {
        if case .required = presence { true } else { false }
    }

    private static let secret: Set<String> = ["url", "pepper", "http", "onChange"]

    /// Fields whose values are names and paths.
    private static let shown: Set<String> = [
        "compose", "service", "variable", "dotenv", "secret", "template", "file", "email", "name", "prefix", "label",
        "columns", "ageColumn", "table", "variables", "docker", "systemd", "header", "bypassHeaders",
    ]
}

/// One field: described once, and read by its description.
final class Field<Value>: FieldDescription, @unchecked Sendable {
    /// How a value is read.
    let form: Form<Value>

    init(_ name: String, _ form: Form<Value>, _ presence: Presence, _ doc: String, isInheritable: Bool = true) {
        self.form = form
        super.init(name, form.kind, presence, doc, isInheritable: isInheritable)
    }
}

extension Section {
    /// The fields that are the properties of a value, in their order, each given its place.
    static func fields(of properties: Any) -> [FieldDescription] {
        let fields = Mirror(reflecting: properties).children.compactMap { $0.value as? FieldDescription }
        for (place, field) in fields.enumerated() { field.place = place }
        return fields
    }
}

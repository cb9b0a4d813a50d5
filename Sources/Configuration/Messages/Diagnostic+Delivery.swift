internal import Diagnostics
internal import Model

extension Diagnostic {
    static func noDelivery(_ place: Place) -> Diagnostic {
        Diagnostic(
            .missingField,
            "the identity's key rotates and is delivered nowhere",
            detail: "a key is never shown, so a new one that is not delivered is lost",
            fix: "add an entry with compose, dotenv, secret or template",
            at: place
        )
    }

    static func deliveryWithoutKind(_ place: Place) -> Diagnostic {
        Diagnostic(
            .missingField,
            "the delivery does not say what to write",
            fix: "add one of compose, dotenv, secret and template",
            at: place
        )
    }

    static func deliveryOfTwoKinds(_ kinds: [DeliveryKind], _ place: Place) -> Diagnostic {
        let names = kinds.map { "`\($0.rawValue)`" }.inWords
        return Diagnostic(
            .misplacedField,
            "one delivery cannot be \(names)",
            fix: "write an entry for each of them",
            at: place
        )
    }

    static func missingCompanion(_ field: FieldDescription, of kind: DeliveryKind, _ place: Place) -> Diagnostic {
        Diagnostic(
            .missingField,
            "a `\(kind.rawValue)` delivery needs `\(field.name)`",
            detail: field.doc,
            fix: "add `\(field.name)`: \(field.kind.expected)",
            at: place
        )
    }

    static func misplacedField(_ field: FieldDescription, in kind: DeliveryKind, _ place: Place) -> Diagnostic {
        Diagnostic(
            .misplacedField,
            "`\(field.name)` does not belong to a `\(kind.rawValue)` delivery",
            detail: field.doc,
            fix: "remove it",
            at: place
        )
    }

    static func misplacedPublicPart(_ field: FieldDescription, in kind: DeliveryKind, _ place: Place) -> Diagnostic {
        Diagnostic(
            .misplacedField,
            "`\(field.name)` does not belong to a `\(kind.rawValue)` delivery",
            detail: field.doc,
            fix: kind == .template
                ? "remove it, and write {{publicId}} in the template"
                : "remove it, or deliver the key by `compose` or `dotenv`",
            at: place
        )
    }

    static func publicPartOfNothing(_ field: FieldDescription, _ profile: String, _ place: Place) -> Diagnostic {
        Diagnostic(
            .misplacedField,
            "keys of the profile `\(shown(profile))` have no public part",
            detail: field.doc,
            fix: "remove `\(field.name)`, or add `publicId` to the profile",
            at: place
        )
    }

    static func badFragmentPath(_ path: ScalarText, _ problem: FragmentPath.Problem, _ place: Place) -> Diagnostic {
        let code: ConfigurationCode
        let reason: String
        switch problem {
        case .absolute: (code, reason) = (.outsideOutput, "it is absolute")
        case .home: (code, reason) = (.outsideOutput, noHome)
        case .climbs: (code, reason) = (.outsideOutput, "it leads outside the output folder")
        case .notNormal: (code, reason) = (.badValue, "it has an empty part or a `.`")
        case .controlCharacter: (code, reason) = (.badValue, "it contains a control character")
        case .tooLong: (code, reason) = (.tooLong, "it is too long for a file system")
        case .composeFile: (code, reason) = (.reservedPath, "that is the compose override, which Keyturn writes itself")
        case .secretFolder: (code, reason) = (.reservedPath, "that folder is reserved for secret files")
        case .temporary: (code, reason) = (.reservedPath, "that name is reserved for temporary files")
        }
        return Diagnostic(
            code,
            "\(quoted(path)) cannot be a fragment's path: \(reason)",
            detail: code == .outsideOutput ? "nothing is ever written outside an environment's output folder" : nil,
            fix: "write a path inside the output folder, such as nginx/nginx.conf",
            at: place
        )
    }

    static func templateAtHome(_ path: ScalarText, _ place: Place) -> Diagnostic {
        Diagnostic(
            .missingTemplate,
            "no template \(quoted(path)): \(noHome)",
            fix: "copy it into the folder `templates` next to the environments, and name it without a path",
            at: place
        )
    }

    static func templateOutside(_ path: ScalarText, _ place: Place) -> Diagnostic {
        Diagnostic(
            .templateOutside,
            "the template \(quoted(path)) is not within the configuration's repository",
            detail: "a template's text is shown in plans, so it must come from where the configuration is reviewed",
            fix: "copy it into the folder `templates` next to the environments, and name it without a path",
            at: place
        )
    }

    static func badMode(_ mode: ScalarText, _ problem: FileMode.Problem, _ place: Place) -> Diagnostic {
        let reason =
            switch problem {
            case .notOctal: "expected three or four octal digits"
            case .special: "set-user-ID, set-group-ID and sticky bits make no sense on a fragment"
            case .writableByOthers: "everyone could write to it"
            case .unreadableByOwner: "its owner could not read it"
            }
        return Diagnostic(
            .badMode,
            "\(quoted(mode)) cannot be a fragment's mode: \(reason)",
            fix: "write a mode such as \"0600\" or \"0640\"",
            at: place
        )
    }

    static func badAccount(_ value: ScalarText, _ field: FieldDescription, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badName,
            "\(quoted(value)) cannot be \(field.kind.expected)",
            fix: "write one name or number",
            at: place
        )
    }

    static func missingTemplate(
        _ template: ScalarText,
        lookedAt: String,
        known: [String],
        _ place: Place
    ) -> Diagnostic {
        let nearest = template.isInterpolated ? nil : NearestName.of(template.text, among: known)
        return Diagnostic(
            .missingTemplate,
            "no template \(quoted(template))",
            detail: "looked for \(shown(lookedAt))",
            fix: nearest.map { "did you mean `\($0)`?" }
                ?? "create it, or name another; with a slash in it, it is a path relative to this file",
            at: place
        )
    }

    static func unreadableTemplate(_ path: String, _ reason: String, _ place: Place) -> Diagnostic {
        Diagnostic(
            .missingTemplate,
            "the template `\(shown(path))` cannot be read: \(reason)",
            fix: "check the file",
            at: place
        )
    }
}

internal import Diagnostics
internal import Planning
internal import Redaction
internal import Schedule

extension Diagnostic {
    /// `path` is the section's, with the names of the user's.
    static func unknownField(_ name: String, in section: Section, _ path: String, _ place: Place) -> Diagnostic {
        let where_ = section.fileTitle.map { $0.hasSuffix(".yaml") ? "`\($0)`" : $0 } ?? "`\(path)`"
        let isOfProfile = section === Schema.profiles || section.path.hasPrefix(Section.anyProfile)
        let homes = (isOfProfile ? Schema.allOfProfiles : Schema.all).filter { $0.fields.contains { $0.name == name } }
        if !homes.isEmpty, section.fileTitle == nil || section === Schema.environment {
            let places = homes.map(\.shortName).joined(separator: " or ")
            return Diagnostic(
                .misplacedField,
                "`\(name)` belongs in \(places)",
                detail: "it has no meaning in \(where_)",
                fix: "move it there, or remove it",
                at: place
            )
        }
        if section.fileTitle == "_policy.yaml",
            let rule = PolicyRules.names.contains(name) ? name : NearestName.of(name, among: PolicyRules.names)
        {
            return Diagnostic(
                .unknownField,
                "unknown field `\(shown(name))` in \(where_)",
                detail: "rules stand under `rules:`",
                fix: rule == name ? "move it there" : "move it there; did you mean `\(rule)`?",
                at: place
            )
        }
        let names = section.fields.map(\.name)
        let nearest = NearestName.of(name, among: names)
        return Diagnostic(
            .unknownField,
            "unknown field `\(shown(name))` in \(where_)",
            detail: nearest == nil ? "expected one of \(names.joined(separator: ", "))" : nil,
            fix: nearest.map { "did you mean `\($0)`?" } ?? "remove the field",
            at: place
        )
    }

    static func missingField(_ field: FieldDescription, in section: String, _ place: Place) -> Diagnostic {
        let path = section.isEmpty ? field.name : "\(section).\(field.name)"
        return Diagnostic(
            .missingField,
            "`\(path)` is missing",
            detail: field.doc,
            fix: "add `\(field.name)`: \(field.kind.expected)",
            at: place
        )
    }

    static func duplicateKey(_ name: String, first: SourceLocation, _ place: Place) -> Diagnostic {
        Diagnostic(
            .duplicateKey,
            "`\(shown(name))` is given twice",
            detail: "the first one is at \(first)",
            fix: "remove one of them, or rename it",
            at: place
        )
    }

    static func keyIsNoText(_ place: Place) -> Diagnostic {
        Diagnostic(
            .wrongType,
            "expected a field's name, found a list or a map",
            fix: "write the name as text",
            at: place
        )
    }

    static func mergeKey(_ place: Place) -> Diagnostic {
        Diagnostic(
            .mergeKey,
            "merge keys (`<<`) are not read",
            fix:
                "put what environments have in common into _defaults.yaml, or name the anchor as a field's whole value",
            at: place
        )
    }

    static func wrongType(expected: String, found: String, _ place: Place) -> Diagnostic {
        Diagnostic(
            .wrongType,
            "expected \(expected), found \(found)",
            fix: "write \(expected)",
            at: place
        )
    }

    static func containsNUL(_ field: FieldDescription, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badValue,
            "`\(field.name)` contains a NUL character",
            detail: "databases and files cannot hold it",
            fix: "remove the \\0 from the text",
            at: place
        )
    }

    static func emptyValue(_ field: FieldDescription, isInterpolated: Bool, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badValue,
            "`\(field.name)` is empty",
            detail: isInterpolated ? "the variable is set but empty" : nil,
            fix: isInterpolated
                ? "set the variables, or give them a default: ${NAME:-default}"
                : "write \(field.kind.expected)",
            at: place
        )
    }

    static func badDuration(_ value: ScalarText, _ error: DurationTextError, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badDuration,
            "\(quoted(value)) is not a duration: \(error.reason)",
            fix: "write \(DurationTextError.expected)",
            at: place
        )
    }

    static func interpolation(_ problem: Interpolation.Problem, _ place: Place) -> Diagnostic {
        let supported = "a dollar begins `${NAME}`, `${NAME:-default}` or `$$`, which is a dollar itself"
        switch problem {
        case .missing(let name):
            return Diagnostic(
                .missingVariable,
                "the variable `\(name)` is not set",
                fix: "set it where keyturn runs or in a .env file, or give it a default: ${\(name):-default}",
                at: place
            )
        case .unsupported:
            return Diagnostic(
                .badInterpolation,
                "this use of a dollar is not supported",
                detail: supported,
                fix: "write $$ for a dollar, or name a variable in braces",
                at: place
            )
        case .unclosed:
            return Diagnostic(
                .badInterpolation,
                "the reference to a variable is never closed",
                detail: supported,
                fix: "close it with }",
                at: place
            )
        case .tooDeep:
            return Diagnostic(
                .badInterpolation,
                "defaults are nested more than \(Interpolation.maximumDepth) deep",
                fix: "set the variables where keyturn runs instead",
                at: place
            )
        }
    }

    /// A value in quotes, as the file has it: what variables made of it is never shown.
    static func quoted(_ value: ScalarText) -> String { "`\(shown(value.written))`" }

    /// A text of the file's, short enough for a headline, without what may be a secret.
    static func shown(_ text: String) -> String {
        guard text.utf8.count <= 4_096 else { return "…" }
        let masked = SecretMask.masked(text)
        return masked.unicodeScalars.count <= 60 ? masked : String(masked.unicodeScalars.prefix(59)) + "…"
    }
}

internal import Diagnostics

extension Diagnostic {
    static func watchWithoutKind(_ place: Place) -> Diagnostic {
        Diagnostic(
            .missingField,
            "the entry does not say what to watch",
            fix: "add `table` with `columns`, or `file` with `variables`",
            at: place
        )
    }

    static func watchOfTwoKinds(_ place: Place) -> Diagnostic {
        Diagnostic(
            .misplacedField,
            "one entry cannot watch a `table` and a `file`",
            fix: "write an entry for each of them",
            at: place
        )
    }

    static func missingBesideWatch(_ field: FieldDescription, _ other: FieldDescription, _ place: Place) -> Diagnostic {
        Diagnostic(
            .missingField,
            "`\(other.name)` needs `\(field.name)`",
            detail: field.doc,
            fix: "add `\(field.name)`: \(field.kind.expected)",
            at: place
        )
    }

    static func misplacedInWatch(_ field: FieldDescription, _ kind: FieldDescription, _ place: Place) -> Diagnostic {
        Diagnostic(
            .misplacedField,
            "`\(field.name)` cannot be combined with `\(kind.name)`",
            detail: field.doc,
            fix: "remove it",
            at: place
        )
    }

    static func badTable(_ table: ScalarText, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badValue,
            "\(quoted(table)) cannot name a table",
            detail: "a dot separates schema and table, and another database cannot be reached",
            fix: "write a table's name, or schema.table",
            at: place
        )
    }

    static func emptyName(_ field: FieldDescription, isInterpolated: Bool, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badValue,
            "a name in `\(field.name)` is empty",
            detail: isInterpolated ? "the variable is set but empty" : nil,
            fix: isInterpolated
                ? "set the variables, or give them a default: ${NAME:-default}" : "write the name, or remove the entry",
            at: place
        )
    }

    static func watchedFileAtHome(_ place: Place) -> Diagnostic {
        Diagnostic(.badValue, noHome, fix: "write the full path, or ${HOME}/…", at: place)
    }

    static func watchedTwice(
        _ name: ScalarText,
        _ watched: WatchedPlaces.Watched,
        first: SourceLocation,
        _ place: Place
    ) -> Diagnostic {
        let kind = watched.isVariable ? "variable" : "column"
        return Diagnostic(
            .duplicateWatch,
            "the \(kind) \(quoted(name)) is watched already",
            detail: "the first one is at \(first)",
            fix: "remove one of them",
            at: place
        )
    }

    static func watchedLabel(_ label: ScalarText, watchedAt: SourceLocation, _ place: Place) -> Diagnostic {
        Diagnostic(
            .watchedLabel,
            "the column \(quoted(label)) holds a secret and cannot be a label",
            detail: "labels are shown; it is watched at \(watchedAt)",
            fix: "name columns that identify the row to people, such as name",
            at: place
        )
    }
}

internal import Diagnostics
internal import Model

extension Diagnostic {
    static func environmentInDefaults(_ place: Place) -> Diagnostic {
        Diagnostic(
            .misplacedField,
            "`environment` cannot be given for all environments at once",
            detail: "it guards against a copied file",
            fix: "write it into every environment's own file",
            at: place
        )
    }

    static func nameMismatch(_ name: ScalarText, expected: String, _ place: Place) -> Diagnostic {
        Diagnostic(
            .nameMismatch,
            "the file is named for `\(expected)` but declares \(quoted(name))",
            detail: "a copied file must not pass for another environment",
            fix: "write `environment: \(expected)` and check the rest of the file, or rename the file",
            at: place
        )
    }

    static func badName(_ what: String, _ name: String, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badName,
            "`\(shown(name))` cannot be the name of \(what == "identity" ? "an" : "a") \(what)",
            fix: "use \(WellFormed.rule)",
            at: place
        )
    }

    static func keyInFile(_ field: FieldDescription, _ place: Place) -> Diagnostic {
        Diagnostic(
            .keyInFile,
            "`\(field.name)` looks like a key",
            detail: "names are shown in plans, messages and files, so they must not contain a key",
            fix: "write a name; if the file was committed, revoke the key",
            at: place
        )
    }

    static func badOwnerID(_ id: ScalarText, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badValue,
            "\(quoted(id)) is not a UUID",
            fix: "write 32 hexadecimal digits, such as 00000000-0000-0000-0000-000000000000",
            at: place
        )
    }

    static func tooLong(_ field: FieldDescription, characters: Int, _ place: Place) -> Diagnostic {
        Diagnostic(
            .tooLong,
            "`\(field.name)` has \(characters) characters",
            detail: "the database's column holds \(WellFormed.maximumColumnLength)",
            fix: "shorten it",
            at: place
        )
    }

    static func badPrefix(_ prefix: ScalarText, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badPrefix,
            "\(quoted(prefix)) cannot begin a key",
            detail: "compose, the Docker CLI and dotenv readers agree only on letters, digits, `_` and `-`",
            fix: "use letters, digits, `_` and `-`",
            at: place
        )
    }

    static func badVariable(_ variable: ScalarText, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badVariable,
            "\(quoted(variable)) cannot name an environment variable",
            fix: "use letters, digits and `_`, not beginning with a digit",
            at: place
        )
    }

    static func notANumber(_ value: ScalarText, _ field: FieldDescription, _ place: Place) -> Diagnostic {
        Diagnostic(
            .wrongType,
            "expected \(field.kind.expected), found \(quoted(value))",
            fix: "write digits alone",
            at: place
        )
    }

    static func weakKey(bits: Int, _ place: Place) -> Diagnostic {
        Diagnostic(
            .weakKey,
            "a key of \(bits) random bits can be guessed",
            fix: "use at least 16 bytes; 32 is usual",
            at: place
        )
    }

    static func tooManyBytes(_ place: Place) -> Diagnostic {
        Diagnostic(
            .tooLong,
            "a key of this length does not fit into the database",
            detail: "its column holds \(WellFormed.maximumColumnLength) characters",
            fix: "use 32 bytes",
            at: place
        )
    }

    static func keyTooLong(_ length: Int, _ place: Place) -> Diagnostic {
        Diagnostic(
            .tooLong,
            "a key of this format has \(length) characters",
            detail: "the database's column holds \(WellFormed.maximumColumnLength)",
            fix: "use fewer bytes or a shorter prefix",
            at: place
        )
    }

    static func badChoice(_ value: ScalarText, _ words: [String], _ place: Place) -> Diagnostic {
        let nearest = value.isInterpolated ? nil : NearestName.of(value.text, among: words)
        return Diagnostic(
            .badValue,
            "expected one of \(words.joined(separator: ", ")), found \(quoted(value))",
            fix: "write `\(nearest ?? words.joined(separator: "` or `"))`",
            at: place
        )
    }

    static func duplicateIdentity(_ first: Identity, _ place: Place) -> Diagnostic {
        Diagnostic(
            .duplicateIdentity,
            "this identity has the same owner and key name as `\(first.name)`",
            detail: "both would have the same rows; `\(first.name)` is at \(first.location)",
            fix: "give one of them another `key.name`",
            at: place
        )
    }

    static func ownerConflict(_ first: Identity, sharesID: Bool, _ place: Place) -> Diagnostic {
        Diagnostic(
            .ownerConflict,
            sharesID
                ? "this identity's owner has the id of that of `\(first.name)`, but another e-mail or name"
                : "this identity's owner has the e-mail of that of `\(first.name)`, but another id",
            detail: "an owner is one row with one e-mail; `\(first.name)` is at \(first.location)",
            fix: "make id, e-mail and name agree, or use another owner",
            at: place
        )
    }
}

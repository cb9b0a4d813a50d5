internal import Diagnostics

extension Diagnostic {
    /// A text that does not look like what its field holds.
    static func badForm(_ value: ScalarText, _ field: FieldDescription, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badValue,
            "\(quoted(value)) is not a valid value of `\(field.name)`",
            detail: field.doc,
            fix: "write \(field.kind.expected)",
            at: place
        )
    }

    static func noneOf(_ names: [String], _ place: Place) -> Diagnostic {
        Diagnostic(
            .missingField,
            "the entry has none of \(names.map { "`\($0)`" }.joined(separator: ", "))",
            fix: "add the one that you mean",
            at: place
        )
    }

    static func notTogether(_ first: String, _ second: String, _ place: Place) -> Diagnostic {
        Diagnostic(
            .misplacedField,
            "`\(second)` cannot be combined with `\(first)`",
            fix: "write a list with an entry for each of them",
            at: place
        )
    }

    static func logWithoutTexts(_ place: Place) -> Diagnostic {
        Diagnostic(
            .missingField,
            "the entry does not say what to look for in the log",
            fix: "add `expect`, `reject` or both",
            at: place
        )
    }

    static func verifyWithoutCredential(_ place: Place) -> Diagnostic {
        Diagnostic(
            .missingField,
            "`verify` does not say how the key is sent",
            fix: "add `header`, such as X-MCP-API-Key, or `bearer: true`",
            at: place
        )
    }

    static func verifyWithTwoCredentials(_ place: Place) -> Diagnostic {
        Diagnostic(
            .misplacedField,
            "`header` cannot be combined with `bearer: true`",
            detail: "a key is sent in one way only; `bearer` means the header Authorization",
            fix: "remove one of them",
            at: place
        )
    }

    static func bypassIsCredential(_ header: String, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badValue,
            "`bypassHeaders` names \(header), which carries the key itself",
            fix: "name headers that claim an identity without a key, such as X-User-ID",
            at: place
        )
    }

    static func authorityWithoutTLS(_ place: Place) -> Diagnostic {
        Diagnostic(
            .misplacedField,
            "`ca` names trusted certificates, but `http` is an address without TLS",
            fix: "remove it, or ask the server by https://",
            at: place
        )
    }

    static func probeTooSlow(_ place: Place) -> Diagnostic {
        Diagnostic(
            .badValue,
            "`timeout` is too long: the lock is held while the server is asked",
            fix: "at most 5m",
            at: place
        )
    }

    static func emptyCondition(_ place: Place) -> Diagnostic {
        Diagnostic(
            .missingField,
            "the condition is empty",
            fix: "add `status`, `header` or `body`",
            at: place
        )
    }
}

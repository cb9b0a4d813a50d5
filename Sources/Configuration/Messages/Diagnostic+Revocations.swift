internal import Diagnostics

// None of these repeats what is in the file: it may be a key.
extension Diagnostic {
    static func badFingerprint(isHex: Bool, digits: Int, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badFingerprint,
            isHex
                ? "a fingerprint has 12 to 64 hexadecimal digits, not \(digits)"
                : "this is not a fingerprint: it contains other characters than hexadecimal digits",
            detail: isHex ? nil : "if it is the key itself, revoke that key: it is exposed in this file",
            fix: "write the digits that keyturn shows for the key: the beginning of its SHA-256",
            at: place
        )
    }

    static func badDate(_ place: Place) -> Diagnostic {
        Diagnostic(
            .badValue,
            "this is not a valid date",
            fix: "write year, month and day of a day that exists, such as 2026-11-20",
            at: place
        )
    }

    static func secretInReason(what: String = "reason", _ place: Place) -> Diagnostic {
        Diagnostic(
            .secretInReason,
            "the \(what) contains what looks like a whole key",
            detail:
                "it is shown in plans; it contains a text of the format that an environment declares for its keys, "
                + "or a prefix with an underscore and 32 or more random digits behind it",
            fix: "reword it without the key; you may name commits, pages and fingerprints",
            at: place
        )
    }

    static func duplicateRevocation(first: SourceLocation, _ place: Place) -> Diagnostic {
        Diagnostic(
            .warning,
            .duplicateRevocation,
            "this key is revoked twice",
            detail: "the first entry is at \(first)",
            fix: "remove one of them",
            at: place
        )
    }
}

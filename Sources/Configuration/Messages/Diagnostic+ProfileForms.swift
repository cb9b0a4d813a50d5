internal import Diagnostics
internal import Model
internal import Redaction

extension Diagnostic {
    private static func badForm(_ summary: String, detail: String? = nil, fix: String, _ place: Place) -> Diagnostic {
        Diagnostic(.badProfile, summary, detail: detail, fix: fix, at: place)
    }

    static func badCount(
        _ value: ScalarText,
        _ field: FieldDescription,
        _ range: ClosedRange<Int>,
        _ place: Place
    ) -> Diagnostic {
        Diagnostic(
            .badValue,
            "\(quoted(value)) is not a valid `\(field.name)`",
            detail: "it is a whole number from \(range.lowerBound) to \(range.upperBound)",
            fix: "write \(field.kind.expected)",
            at: place
        )
    }

    static func badKeyPattern(
        _ value: ScalarText,
        _ problem: KeyPattern.Problem,
        _ field: FieldDescription,
        _ place: Place
    ) -> Diagnostic {
        let alphabets = "{hex:64}, {base64url:43}, {alphanumeric:40} or {uuid}"
        let (reason, fix): (String, String) =
            switch problem {
            case .braces: ("a brace is not closed, or never opened", "write pieces as \(alphabets)")
            case .character(let character):
                (
                    "`\(shown(String(character)))` may not be in a key",
                    "use letters, digits and `_.:~-` between the pieces"
                )
            case .unknownPiece(let word): ("`{\(shown(word))}` is unknown", "write \(alphabets)")
            case .badCount(let word):
                (
                    "`{\(shown(word))}` has no number of characters from 1 to \(KeyPattern.maximumCount)",
                    "write \(alphabets)"
                )
            case .repeatedName(let name): ("two pieces are named `\(shown(name))`", "give one of them another name")
            }
        return badForm("\(quoted(value)) is not a valid `\(field.name)`: \(reason)", fix: fix, place)
    }

    static func weakForm(bits: Int, _ place: Place) -> Diagnostic {
        Diagnostic(
            .weakKey,
            "a key of \(bits) random bits can be guessed",
            fix: "use at least 120: {hex:32}, {base64url:22}, {alphanumeric:22} or {uuid}",
            at: place
        )
    }

    static func unfitPublicForm(_ place: Place) -> Diagnostic {
        badForm(
            "this form cannot make public parts, which must be unique and fit into files",
            detail: "a public part needs 64 random bits, at least \(KeyWord.shortest) characters and no `{id}`; "
                + "`.`, `:` and `~` are allowed between other characters, one at a time",
            fix: "add random characters, such as {uuid}",
            place
        )
    }

    static func formBesideFormat(_ place: Place) -> Diagnostic {
        Diagnostic(
            .misplacedField,
            "`prefix`, `bytes` and `encoding` cannot be combined with `form`",
            detail: "a form replaces all three",
            fix: "remove them, or the form",
            at: place
        )
    }

    static func badBraces(_ value: ScalarText, _ field: FieldDescription, _ place: Place) -> Diagnostic {
        badForm(
            "\(quoted(value)) is not a valid `\(field.name)`: a brace is not closed, or never opened",
            fix: "close it, or write it twice if it is text",
            place
        )
    }

    static func badValueBraces(_ place: Place) -> Diagnostic {
        badForm(
            "a brace is not closed, or never opened",
            fix: "close it, or write it twice if it is text",
            place
        )
    }

    static func badPrefixBraces(_ place: Place) -> Diagnostic {
        badForm(
            "`prefix` has a brace that is not closed, or never opened",
            fix: "write `{salt}`, or a brace twice if it is text",
            place
        )
    }

    static func unknownWord(_ word: String, in field: FieldDescription, known: [String], _ place: Place) -> Diagnostic {
        let nearest = NearestName.of(word, among: known)
        return badForm(
            "`{\(shown(word))}` means nothing in `\(field.name)`",
            detail: "known are " + known.map { "{\($0)}" }.joined(separator: ", "),
            fix: nearest.map { "did you mean `{\($0)}`?" } ?? "remove it, or write the braces twice",
            place
        )
    }

    static func partOfPlain(_ name: String, _ place: Place) -> Diagnostic {
        badForm(
            "`\(name)` cannot be combined with `scheme: plain`",
            detail: "a plain column holds the key itself",
            fix: "remove it, or write the scheme, such as sha256",
            place
        )
    }

    static func partOfSlowScheme(_ field: FieldDescription, _ scheme: String, _ place: Place) -> Diagnostic {
        badForm(
            "`\(field.name)` cannot be combined with `scheme: \(scheme)`",
            detail: field.doc,
            fix: "remove it",
            place
        )
    }

    static func missingPart(_ path: String, _ field: FieldDescription, _ place: Place) -> Diagnostic {
        Diagnostic(
            .missingField,
            "`\(path)` is missing",
            detail: field.doc,
            fix: "add `\(field.name)`: \(field.kind.expected)",
            at: place
        )
    }

    static func keylessHMAC(_ scheme: String, _ place: Place) -> Diagnostic {
        badForm(
            "`scheme: \(scheme)` needs a key",
            fix: "add `pepper: { value: \"${…}\", place: key }`",
            place
        )
    }

    static func keyWithoutHMAC(_ scheme: String, _ place: Place) -> Diagnostic {
        badForm(
            "`place: key` cannot be combined with `scheme: \(scheme)`",
            fix: "write `before` or `after`, or the scheme hmac-sha256 or hmac-sha512",
            place
        )
    }

    static func pepperedSlowScheme(_ place: Place) -> Diagnostic {
        badForm("`pepper` cannot be combined with `scheme: pbkdf2-sha256`", fix: "remove it", place)
    }

    static func prefixOfBytes(holdsSalt: Bool, _ place: Place) -> Diagnostic {
        badForm(
            "`prefix` cannot be combined with `encoding: bytes`",
            detail: "a column of bytes holds the digest alone" + (holdsSalt ? ", so the salt would be lost" : ""),
            fix: holdsSalt
                ? "add `column` to `salt` and remove `prefix`, or write the encoding of a text: hex, base64 or base64url"
                : "remove it, or write the encoding of a text: hex, base64 or base64url",
            place
        )
    }

    static func saltIsMissing(_ place: Place) -> Diagnostic {
        badForm("`prefix` contains `{salt}`, and there is no salt", fix: "add `salt`, or remove `{salt}`", place)
    }

    static func saltIsNowhere(_ place: Place) -> Diagnostic {
        badForm(
            "the salt is stored nowhere, so no key could be checked",
            fix: "add `column` to `salt`, or `{salt}` to `prefix`",
            place
        )
    }

    static func saltIsTwice(_ place: Place) -> Diagnostic {
        badForm("the salt has a column and is also in `prefix`", fix: "remove one of them", place)
    }

    static func saltWithoutPlace(_ scheme: String, _ place: Place) -> Diagnostic {
        badForm(
            "`scheme: \(scheme)` does not define where the salt goes",
            fix: "add `place: before` or `place: after`",
            place
        )
    }

    static func saltWithPlace(_ scheme: String, _ place: Place) -> Diagnostic {
        badForm("`scheme: \(scheme)` has a place for the salt", fix: "remove `place`", place)
    }

    static func derivedNeedsSecret(_ scheme: String, _ place: Place) -> Diagnostic {
        badForm("`scheme: \(scheme)` is not for derived columns", fix: "write plain, sha256 or sha512", place)
    }

    /// Points at the name, since the line with the value is not to be shown.
    static func pepperInProfile(_ field: FieldDescription, _ place: Place) -> Diagnostic {
        Diagnostic(
            .pepperInFile,
            "the pepper's `\(field.name)` is written in the file",
            detail:
                "anyone who can read the repository could check guesses against the table: a pepper is a secret like a key",
            fix: "put it into a variable and write ${NAME}; if the file was committed, the application needs another",
            at: place
        )
    }
}

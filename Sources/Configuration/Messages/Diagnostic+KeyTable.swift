internal import Diagnostics
internal import Model
internal import Schedule

/// What an identity asks for and its key table does not have.
extension Diagnostic {
    private static func notThere(
        _ summary: String,
        detail: String? = nil,
        fix: String,
        _ place: Place
    ) -> Diagnostic {
        Diagnostic(.notInProfile, summary, detail: detail, fix: fix, at: place)
    }

    static func unknownProfile(_ name: ScalarText, _ names: [String], _ place: Place) -> Diagnostic {
        let nearest = name.isInterpolated ? nil : NearestName.of(name.text, among: names)
        return Diagnostic(
            .unknownProfile,
            "no profile named \(quoted(name))",
            detail: nearest == nil ? "known are \(names.joined(separator: ", "))" : nil,
            fix: nearest.map { "did you mean `\($0)`?" }
                ?? "name one of these, or describe it in _profiles.yaml",
            at: place
        )
    }

    static func missingPepper(_ variable: String, _ profile: String, isEmpty: Bool, _ place: Place) -> Diagnostic {
        Diagnostic(
            .missingVariable,
            "the variable `\(variable)` is \(isEmpty ? "empty" : "not set")",
            detail: "the profile `\(shown(profile))` digests every key with it",
            fix: "set it where keyturn runs, to what the application has",
            at: place
        )
    }

    static func ownerOfNobody(_ profile: String, _ place: Place) -> Diagnostic {
        notThere(
            "rows of `\(shown(profile))` have no owner",
            fix: "remove `owner`",
            place
        )
    }

    static func ownerNotCreated(_ field: FieldDescription, _ profile: String, _ place: Place) -> Diagnostic {
        notThere(
            "`owner.\(field.name)` is not written by `\(shown(profile))`",
            detail: "the owner must exist, so its id is enough",
            fix: "remove it",
            place
        )
    }

    static func badOwnerNumber(_ id: ScalarText, _ profile: String, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badValue,
            "\(quoted(id)) is not a valid owner id: `\(shown(profile))` identifies owners by a whole number",
            fix: "write the number, such as owner: 17",
            at: place
        )
    }

    static func nameOfNothing(_ profile: String, _ place: Place) -> Diagnostic {
        notThere("rows of `\(shown(profile))` have no name", fix: "remove `key.name`", place)
    }

    static func formWithoutPart(_ part: LackingPart, _ profile: String, _ place: Place) -> Diagnostic {
        let profile = "`\(shown(profile))`"
        return switch part {
        case .rowID:
            notThere(
                "`{id}` needs a profile whose own keys contain it, and those of \(profile) do not",
                fix: "remove `{id}`, or move the form to the profile's `key`",
                place
            )
        case .prefix(let prefix):
            notThere(
                "\(profile) digests keys without their prefix `\(shown(prefix))`, and these do not begin with it",
                fix: "begin `prefix` or `form` with it, or leave the form to the profile",
                place
            )
        case .piece(let name):
            notThere(
                "\(profile) digests the piece `\(shown(name))` of its own form of keys, and these have another form",
                fix: "leave the form to the profile",
                place
            )
        }
    }

    static func nameLikeMark(_ place: Place) -> Diagnostic {
        Diagnostic(
            .badName,
            "the key's name ends like the mark that Keyturn appends to names",
            detail: "rows of this identity could be confused with those of another one",
            fix: "name it without the digits in parentheses",
            at: place
        )
    }

    static func nameWithoutRoom(room: Int, mark: Int, _ place: Place) -> Diagnostic {
        Diagnostic(
            .tooLong,
            "the key's name is too long: at most \(max(0, room)) fit",
            detail: mark > 0
                ? "\(mark) more are reserved for the mark after it, which identifies the row and holds its expiry"
                : nil,
            fix: "shorten it",
            at: place
        )
    }

    static func notPerIdentity(
        _ column: String,
        _ columns: [String],
        _ profile: String,
        _ place: Place
    ) -> Diagnostic {
        let nearest = NearestName.of(column, among: columns)
        return notThere(
            "`\(shown(column))` is not a column that identities of `\(shown(profile))` set",
            detail: columns.isEmpty ? "they set none" : "they say \(columns.map(shown).joined(separator: ", "))",
            fix: nearest.map { "did you mean `\($0)`?" } ?? "remove it, or add it to `perIdentity`",
            place
        )
    }

    static func missingKeyValue(_ column: PerIdentityColumn, _ profile: String, _ place: Place) -> Diagnostic {
        Diagnostic(
            .missingField,
            "`key.values.\(shown(column.column))` is missing",
            detail: column.demand == .identifies
                ? "with the owner it determines which rows of `\(shown(profile))` are the identity's"
                : "every row of `\(shown(profile))` has one",
            fix: "add it to `key.values`",
            at: place
        )
    }

    static func expiryRequired(_ profile: Profile, _ place: Place) -> Diagnostic {
        let name = shown(profile.name)
        return Diagnostic(
            .missingField,
            "`rotation.expires` is missing",
            detail: profile.expires?.isRequired == true
                ? "every row of `\(name)` has an expiry"
                : "`\(name)` has no `created`: only the expiry of a key tells how old it is",
            fix: "declare how long a new key works, such as `rotation: { expires: 90d }`",
            at: place
        )
    }

    static func nothingExpires(_ profile: String, _ place: Place) -> Diagnostic {
        notThere(
            "`expires` cannot be kept: nothing in the table of `\(shown(profile))` expires",
            detail: "Keyturn ends replaced keys, but a key that is never replaced stays valid",
            fix: "remove it, and run keyturn rotate as a job",
            place
        )
    }

    static func endsUntold(_ profile: String, _ place: Place) -> Diagnostic {
        notThere(
            "`retain` cannot be kept: no column of `\(shown(profile))` holds the time at which a row ended",
            fix: "remove it",
            place
        )
    }

    static func ageUnknown(_ field: String, _ profile: Profile, _ place: Place) -> Diagnostic {
        notThere(
            "`\(field)` needs the age of a key, and nothing in the table of `\(shown(profile.name))` tells it",
            detail: profile.expires == nil
                ? "the profile has neither `created` nor `expires`"
                : "the profile has no `created`: a key's age is counted back from its expiry",
            fix: profile.expires == nil
                ? "remove it, and rotate with keyturn rotate --now; or add `created` to the profile"
                : "add `expires`, such as `expires: 90d`; or add `created` to the profile",
            place
        )
    }

    static func useUnknown(_ profile: String, _ place: Place) -> Diagnostic {
        notThere(
            "`adoption: required` cannot be kept: `\(shown(profile))` does not record the time of last use",
            fix: "remove it",
            place
        )
    }

    static func quietTooShort(_ quiet: Duration, _ every: Duration, _ place: Place) -> Diagnostic {
        notThere(
            "`quiet` of \(DurationText.format(quiet)) is too short: the last use is recorded every \(DurationText.format(every))",
            detail: "a key in use would look unused",
            fix: "write a longer `quiet`",
            place
        )
    }

    static func overlapTooShort(_ overlap: Duration, _ profile: Profile, _ place: Place) -> Diagnostic {
        let delays = profile.delays
        let sum = DurationText.inWords(delays.ended + delays.issued)
        let parts = [("ended", delays.ended), ("issued", delays.issued)].filter { $1 > .zero }.map { name, delay in
            "`effectiveAfter.\(name)` (\(DurationText.inWords(delay)))"
        }
        return notThere(
            "`overlap` of \(DurationText.inWords(overlap)) is too short: changes take effect after \(sum)",
            detail: "that is \(parts.joined(separator: " and ")) of the profile `\(shown(profile.name))`",
            fix: "write an `overlap` of more than \(sum)",
            place
        )
    }

    /// `isDedicated`: by the profile every row of an owner is the identity's.
    static func sameRows(_ first: Identity, isDedicated: Bool, _ place: Place) -> Diagnostic {
        let same =
            isDedicated
            ? "the profile declares owners as `dedicated`, and the owner is the same"
            : "owner, name and identifying values are the same"
        return Diagnostic(
            .duplicateIdentity,
            "this identity has the same rows as `\(first.name)`",
            detail: "\(same); `\(first.name)` is at \(first.location)",
            fix: "give one of them another \(isDedicated ? "owner" : "`key.name`, owner or identifying value")",
            at: place
        )
    }
}

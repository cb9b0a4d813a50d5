internal import Diagnostics
internal import Model

extension Diagnostic {
    private static func badProfile(
        _ summary: String,
        detail: String? = nil,
        fix: String,
        _ place: Place
    ) -> Diagnostic {
        Diagnostic(.badProfile, summary, detail: detail, fix: fix, at: place)
    }

    static func twoRoles(_ claim: ProfileColumns.Claim, _ first: ProfileColumns.Claim, _ place: Place) -> Diagnostic {
        badProfile(
            "the column `\(shown(claim.column))` has two roles: `\(first.role)` and `\(claim.role)`",
            detail: "what is written for one would overwrite the other",
            fix: "name another column, or remove one of the two",
            place
        )
    }

    static func twoTypes(_ used: TimeColumn, _ updated: TimeColumn, _ place: Place) -> Diagnostic {
        let (one, other) =
            used.postgreSQL != updated.postgreSQL
            ? (used.postgreSQL, updated.postgreSQL) : (used.sqlite, updated.sqlite)
        return badProfile(
            "the column `\(shown(used.column))` has two types: `\(other.rawValue)` in `updated` and `\(one.rawValue)` in `used`",
            detail: "times written in one type would be read in the other",
            fix: "declare the same `type` in both",
            place
        )
    }

    static func twoZones(_ used: TimeColumn, _ place: Place) -> Diagnostic {
        badProfile(
            "the column `\(shown(used.column))` has two zones, one in `updated` and one in `used`",
            detail: "times written in one zone would be read in the other",
            fix: "declare the same `zone` in both",
            place
        )
    }

    static func saltedWithoutLookup(_ place: Place) -> Diagnostic {
        badProfile(
            "`lookup` is missing: the stored form is salted",
            detail: "the same key is stored differently in each row, and trying every row would take hours",
            fix:
                "add `lookup` with the column that the server finds candidates by, such as "
                + "{ column: key_prefix, first: 8 }. Where it finds them by nothing that is in the key, such as a name, this version "
                + "cannot serve the table: add such a column to it",
            place
        )
    }

    static func endsUnknown(_ place: Place) -> Diagnostic {
        badProfile(
            "nothing determines when a replaced key ends",
            detail:
                "without `expires` the expiry is written into the name, and without a `name` it is counted from `created`",
            fix: "add one of `expires`, `name` and `created`",
            place
        )
    }

    static func keyBesideDigest(_ place: Place) -> Diagnostic {
        badProfile(
            "`derived` puts the key itself next to its digest",
            detail: "everyone who can read the table could use every key",
            fix: "remove `scheme: plain`, or declare that column as `stored`",
            place
        )
    }

    static func countedOwnerCreated(_ place: Place) -> Diagnostic {
        badProfile(
            "owners with numbers cannot be created",
            detail: "the database counts them up, and would give the number of a created one away a second time",
            fix: "remove `creates`, create the owner in the application, and declare its number",
            place
        )
    }

    static func rowsNotFound(_ place: Place) -> Diagnostic {
        badProfile(
            "nothing determines which rows belong to an identity",
            detail: "rows of other people's keys would count as the identity's, and be ended",
            fix: "add `name`; or `owner` with `only` or a value that `identifies`; or `dedicated: true` to `owner`",
            place
        )
    }

    static func plainStoredInHook(_ place: Place) -> Diagnostic {
        badProfile(
            "`onEnd` would hand the key itself to a program",
            detail: "`{stored}` is what is in the column, which is the key where `stored` is plain",
            fix: "remove `{stored}`",
            place
        )
    }

    static func spellingsOfDigest(_ place: Place) -> Diagnostic {
        badProfile(
            "`alsoAccepts` can only be used with plain keys",
            detail: "a digest matches one spelling only",
            fix: "remove it",
            place
        )
    }

    static func spellingsWithoutPrefix(_ place: Place) -> Diagnostic {
        badProfile(
            "`alsoAccepts` needs a prefix, and the key has none",
            fix: "add `key.prefix`, or write { prefix: …, spellings: […] }",
            place
        )
    }

    static func nameTooShort(maximum: Int, needed: Int, _ place: Place) -> Diagnostic {
        badProfile(
            "a name of \(maximum) characters has no room for the mark of \(needed) characters after it",
            detail: "the mark identifies Keyturn's rows and holds their expiry",
            fix: "name a longer column, or leave `name` out",
            place
        )
    }

    static func rowIDUnknown(_ place: Place) -> Diagnostic {
        badProfile(
            "the key contains `{id}`, which is not known before the row is written",
            fix: "use `made: sequence` or `made: uuid` in `id`",
            place
        )
    }

    static func noPrefixToLeaveOut(_ place: Place) -> Diagnostic {
        badProfile(
            "`of: afterPrefix` needs a prefix, and the key has none",
            fix: "add `key.prefix`, or remove `of`",
            place
        )
    }

    static func unknownPiece(_ name: String, _ names: [String], _ place: Place) -> Diagnostic {
        let nearest = NearestName.of(name, among: names + ["key", "afterPrefix"])
        return badProfile(
            "the key has no piece named `\(shown(name))`",
            detail: names.isEmpty ? "no piece of `key.form` has a name" : "it has \(names.joined(separator: ", "))",
            fix: nearest.map { "did you mean `\($0)`?" }
                ?? "name the piece in `key.form`: {\(shown(name))=hex:64}",
            place
        )
    }

    static func unusedPiece(_ name: String, of profile: Profile, _ place: Place) -> Diagnostic {
        let digested =
            switch profile.stored.of {
            case .key: "Now the whole key is."
            case .afterPrefix: "Now the key without its prefix is."
            case .piece(let other): "Now the piece `\(shown(other))` is."
            }
        let form = profile.key.pattern?.text.replacing("{\(name)=", with: "{")
        return badProfile(
            "no part of the profile uses the piece `\(shown(name))` of the key",
            detail: "A piece has a name so that it alone is digested. \(digested)",
            fix: "write `of: \(shown(name))` in `stored`, or remove the name: " + shown(form ?? "{hex:64}"),
            place
        )
    }

    static func weakPiece(_ name: String, bits: Int, _ place: Place) -> Diagnostic {
        Diagnostic(
            .weakKey,
            "the piece `\(shown(name))` of \(bits) random bits can be guessed, and nothing else of a key is digested",
            detail: "the server compares that piece alone, however long the rest of the key is",
            fix: "make the piece longer, 120 bits at least ({\(shown(name))=hex:32}), or name a longer one in `of`",
            at: place
        )
    }

    static func plainStoredInID(_ place: Place) -> Diagnostic {
        badProfile(
            "`id.from` would put the key itself into the row's id",
            detail: "`{stored}` is what is in the column, which is the key where `stored` is plain",
            fix: "remove `{stored}`, or say where ids come from with `made`",
            place
        )
    }

    static func pieceTooLong(_ count: Int, length: Int, _ place: Place) -> Diagnostic {
        badProfile(
            "`lookup` takes \(count) characters of a key that has \(length)",
            fix: "take fewer, as the application does",
            place
        )
    }

    /// `identity` says that it is an identity's own form of keys of which too little is left.
    static func hintsShowTooMuch(_ profile: Profile, bits: Int, identity: Bool = false, _ place: Place) -> Diagnostic {
        let of = identity ? " of the profile `\(shown(profile.name))`" : ""
        return Diagnostic(
            .weakKey,
            "\(profile.showingFields(of)) \(bits) random bits of a key unknown",
            detail: "anyone who can read the table could guess the rest",
            fix: identity ? "make this identity's keys longer" : "show fewer characters, or make keys longer",
            at: place
        )
    }

    static func createdIsUpdated(_ column: String, _ place: Place) -> Diagnostic {
        badProfile(
            "`\(shown(column))` is updated by every change of a row, so the wrong key would look newest",
            fix:
                "name the column with the time at which a row was created; if there is none and nothing else changes "
                + "rows, add `touched: true`",
            place
        )
    }

    static func endedIsLive(_ place: Place) -> Diagnostic {
        badProfile("`ended` is one of the values of a live row", fix: "write the value of an ended one", place)
    }

    static func endsByDeletionElsewhere(hasExpires: Bool, _ place: Place) -> Diagnostic {
        badProfile(
            hasExpires
                ? "every column of `active` has `ifPresent`, and so has `expires`"
                : "every column of `active` has `ifPresent`, and there is no `expires`",
            detail: "where they are absent, keys could only be ended by deletion",
            fix: "remove `ifPresent` from one of them, or describe the older version as a profile of its own",
            place
        )
    }

    static func liveTwice(_ place: Place) -> Diagnostic {
        badProfile("a value is named twice in `live`", fix: "remove one of them", place)
    }

    static func endedNowButNotNull(_ place: Place) -> Diagnostic {
        badProfile(
            "`ended: now` writes a time, so a live row has none",
            fix: "write `live: [null]`, or the value that ends a row",
            place
        )
    }

    static func sameColumn(_ column: String, _ place: Place) -> Diagnostic {
        badProfile(
            "the column `\(shown(column))` cannot hold two things of an owner",
            fix: "name another column",
            place
        )
    }

    static func idWithoutPieces(_ place: Place) -> Diagnostic {
        badProfile(
            "`from` contains no piece of the key: all rows would have the same id",
            fix: "add a piece, such as {first8} or {stored}",
            place
        )
    }

    static func shippedProfile(_ name: String, _ place: Place) -> Diagnostic {
        badProfile(
            "`\(name)` is the name of a shipped profile",
            detail: "a profile of the same name would change the meaning of environments that use it",
            fix: "choose another name, and write `extends: \(name)` to start from the shipped one",
            place
        )
    }

    static func unknownBase(_ name: String, isItself: Bool, _ known: [String], _ place: Place) -> Diagnostic {
        let nearest = isItself ? nil : NearestName.of(name, among: known)
        return Diagnostic(
            .unknownProfile,
            isItself ? "a profile cannot extend itself" : "no profile named `\(shown(name))` to extend",
            detail: nearest == nil ? "known are \(known.joined(separator: ", "))" : nil,
            fix: nearest.map { "did you mean `\($0)`?" } ?? "name one of these",
            at: place
        )
    }

    static func baseExtends(_ name: String, _ place: Place) -> Diagnostic {
        badProfile(
            "`\(shown(name))` extends another profile itself",
            detail: "only one level is supported",
            fix: "extend the other profile, and repeat what is different",
            place
        )
    }
}

package import Diagnostics
package import Model

extension StoreError {
    /// The error as told to the user, with what to do about it; points at the environment's `database.url`.
    package func diagnostic(for environment: Environment) -> Diagnostic {
        var text = text(for: environment.profile)
        var location = environment.databaseLocation
        if case .sameValues(let one, let other, _) = self {
            let identities = environment.identities.filter { [one, other].contains($0.owner.id) }
            text.summary += ": " + identities.prefix(6).map { PlainText.line($0.name) }.joined(separator: ", ")
            location = identities.last?.location ?? location
        }
        return Diagnostic(
            .error,
            text.code,
            "\(environment.name): \(text.summary)",
            detail: text.detail,
            fix: text.fix,
            at: location,
            address: environment.name
        )
    }

    /// One line without the environment's name, for lists.
    package var summary: String { text(for: nil).summary }

    /// Whether the same happens again until someone changes the database, the configuration or their rights.
    package var needsSomebody: Bool {
        switch self {
        case .authentication, .badURL, .missingTable, .missingColumn, .unsuitableColumn, .unlikeProfile,
            .wrongPepper, .wrongStored, .sameValues, .permissionDenied, .unreadable, .readOnly,
            .constraint, .taken, .endsOlderKeys, .endsOtherKeys:
            true
        default: false
        }
    }

    private struct Text {
        let code: StoreCode
        var summary: String
        var detail: String?
        var fix: String?
    }

    /// The table is there, and not in a schema that is searched.
    private func elsewhere(_ table: String, _ schemas: [String], _ profile: Profile?) -> Text {
        let first = PlainText.line(schemas[0])
        let name = table.split(separator: ".").last.map(String.init) ?? table
        let owners = profile?.owner?.references.flatMap { $0.table.text == table ? $0 : nil }
        let field = owners.map { "owner.references: \(first).\(name).\($0.column)" } ?? "table: \(first).\(name)"
        return Text(
            code: .missingTable,
            summary: "the database has no table \(table) in its search path",
            detail: "A table of that name is in the schema\(schemas.count == 1 ? "" : "s") "
                + schemas.map { PlainText.line($0) }.joined(separator: ", ")
                + ", which search_path does not name, or which the role may not use.",
            fix: "set it for the role (ALTER ROLE … SET search_path = \(first)) or in the URL"
                + " (`?options=-csearch_path%3D\(first)`), or name it in \(profile == nil ? "a" : "the") profile: `\(field)`"
        )
    }

    /// `profile` is the one that the environment names; it says by which of its fields a table is looked for.
    private func text(for profile: Profile?) -> Text {
        switch self {
        // Of a file alone: a server's name may be unknown, but it is not said not to exist.
        case .unreachable(let message) where message.hasPrefix("/") && message.hasSuffix("does not exist"):
            Text(
                code: .unreachable,
                summary: "the database cannot be reached",
                detail: "\(message) (a relative path starts at the folder of the environment file)",
                fix: "correct `database.url`, or create the file by starting the server"
            )
        case .unreachable(let message):
            Text(
                code: .unreachable,
                summary: "the database cannot be reached",
                detail: message,
                fix: "check that the server runs, or that the file exists, and that `database.url` names it"
            )
        case .authentication(let message):
            Text(
                code: .authentication,
                summary: "the database refused the login",
                detail: message,
                fix: "check the user in `database.url` and where its password comes from (URL, PGPASSFILE, service)"
            )
        case .badURL(let message):
            Text(
                code: .badURL,
                summary: "the database URL is not valid",
                detail: message,
                fix: "write postgresql://USER@HOST:PORT/DATABASE or sqlite:PATH, with special characters as %XX"
            )
        case .connectionLimit(let message):
            Text(
                code: .connectionLimit,
                summary: "the database allows too few connections",
                detail: message,
                fix: "allow keyturn two at a time, one for its lock and one for its work: "
                    + "ALTER ROLE … CONNECTION LIMIT 2, or a pool of two"
            )
        case .unknownParameter(let message, let fix):
            Text(
                code: .badURL,
                summary: "the database URL has a parameter that libpq does not support",
                detail: message,
                fix: fix
            )
        case .missingTable(let table, let schemas, _) where !schemas.isEmpty: elsewhere(table, schemas, profile)
        case .missingTable(let table, _, let near):
            Text(
                code: .missingTable,
                summary: "the database has no table \(table)"
                    + (near.map { "; did you mean \(PlainText.line($0))?" } ?? ""),
                fix: (near.map {
                    "name it as the database does (`\(PlainText.line($0))`) where the profile names it, or "
                }
                    ?? "")
                    + "check that `database.url` names the server's own database and that its migrations have run, or name "
                    + "the profile of the application (`database.profile`)"
            )
        case .missingColumn(let table, let column):
            Text(
                code: .missingColumn,
                summary: "the table \(table) has no column \(column)",
                fix: "correct the declaration that names it, or bring the server's schema up to date"
            )
        case .unsuitableColumn(let table, let column, let message):
            Text(
                code: .unsuitableColumn,
                summary: "the column \(table).\(column) cannot be used",
                detail: message,
                fix:
                    "correct what the profile says of the column or writes into it, or the column; or name another table"
            )
        case .unlikeProfile(_, let failure): failure.text(for: profile)
        case .wrongPepper(let table, let column):
            Text(
                code: .wrongPepper,
                summary: "the pepper does not fit the digests in \(table).\(column)",
                detail:
                    "A key that is delivered has a row that keyturn issued, and its digest with this pepper is another.",
                fix:
                    "set the variable that the profile names to the value that the application has; or correct `stored` in the "
                    + "profile, as the application checks keys"
            )
        case .wrongStored(let table, let column):
            Text(
                code: .wrongStored,
                summary: "the profile does not say how the digests in \(table).\(column) are made",
                detail:
                    "A key that is delivered has a row that keyturn issued, and its digest by the profile is another. The "
                    + "application would refuse every key that is issued.",
                fix: "write `stored` in the profile as the application checks keys: scheme, `of`, salt and its place"
            )
        case .sameValues(_, _, let table):
            Text(
                code: .sameValues,
                summary: "identities have values that are one in the columns of \(table)",
                detail:
                    "The files have different values, as 1.5 and 1.50 are, or 1 and \"1\", and the columns keep them as one. "
                    + "Their keys could not be told apart.",
                fix: "give them values that differ, or different owners or names"
            )
        case .permissionDenied(let message):
            Text(
                code: .permissionDenied,
                summary: "the role lacks a right on the database",
                detail: message,
                fix:
                    "grant what `keyturn doctor --grants` prints, and what triggers and conditions of the tables need; for "
                    + "SQLite, let this user read and write the file"
            )
        case .unreadable(let role, let table, let columns):
            Text(
                code: .permissionDenied,
                summary: "the role \(role) lacks SELECT on \(columns.joined(separator: ", ")) of \(table)",
                fix: "run what `keyturn doctor --grants` prints, as the owner of the table"
            )
        case .rowsHidden(let table, let role):
            Text(
                code: .rowsHidden,
                summary: "row-level security hides rows of \(table) from the role \(role)",
                detail: "Keys that cannot be seen cannot be compared, replaced or ended.",
                fix: "let the role see every row (ALTER ROLE … BYPASSRLS), or use a role that owns the table"
            )
        case .readOnly(let message):
            Text(
                code: .readOnly,
                summary: "the database accepts no writes",
                detail: message,
                fix: "name the primary in `database.url`, or make the file and its folder writable"
            )
        case .lockHeld(let holder):
            Text(
                code: .lockHeld,
                summary: "another run holds the lock",
                detail: "It is held by \(holder).",
                fix: "wait for it, or give --lock-timeout more time"
            )
        case .lockLost:
            Text(
                code: .lockLost,
                summary: "the lock's connection ended",
                detail: "The run stopped without writing anything more.",
                fix: "run again"
            )
        case .changed(let difference):
            Text(
                code: .changed,
                summary: "the database changed since the plan was made",
                detail: "Noticed in the writing transaction: \(difference). Nothing was written.",
                fix: "make a new plan"
            )
        case .clockDiffers(let difference):
            Text(
                code: .clockDiffers,
                summary: difference.summary,
                detail: "Noticed in the writing transaction. Nothing was written.",
                fix: "set the clock that is wrong (timedatectl, chronyc makestep), then run again"
            )
        case .endIsPast(let lag):
            Text(
                code: .clockDiffers,
                summary: "an expiry to be written is already past by the database's clock",
                detail: "It is \(max(1, lag.components.seconds)) s past. Nothing was written.",
                fix: "compare the clocks of this machine and the database, then run again"
            )
        case .outcomeUnknown(let message):
            Text(
                code: .outcomeUnknown,
                summary: "the database did not confirm a commit",
                detail: message,
                fix: "run the command again: it continues from the current state"
            )
        case .timeout(let message):
            Text(
                code: .timeout,
                summary: "the database took too long",
                detail: message,
                fix:
                    "check that the server, and a proxy before it, answers; look for a transaction that holds one of the two "
                    + "tables, or a pool that gives keyturn one connection where it needs two; then run again"
            )
        case .interrupted(let message):
            Text(
                code: .interrupted,
                summary: "the run was asked to stop while it waited for the database",
                detail: message,
                fix: "run the command again: it continues from the current state"
            )
        case .constraint(let message), .taken(let message):
            Text(code: .constraint, summary: "the database refused a row", detail: message)
        case .endsOlderKeys(let message):
            Text(
                code: .endsOlderKeys,
                summary: "this server ends older keys itself: no overlap is possible",
                detail: "\(message). The transaction was rolled back: nothing was written, no file was changed.",
                fix:
                    "remove the trigger, rule or constraint that does it; until then replace the key by hand while its consumers "
                    + "are stopped"
            )
        case .endsOtherKeys(let message):
            Text(
                code: .endsOtherKeys,
                summary: "this server ends other keys when one is ended",
                detail: "\(message). The transaction was rolled back: nothing was ended.",
                fix: "remove the trigger or rule that does it, then run again"
            )
        case .full(let message):
            Text(code: .full, summary: "the database is full", detail: message, fix: "free space, then run again")
        case .other(let message):
            Text(code: .other, summary: "the database answered with an error", detail: message)
        }
    }
}

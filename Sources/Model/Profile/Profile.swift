package import Diagnostics

/// The description of a key table: names, forms, what makes a row live, how it ends.
///
/// Names of columns are literal and case-sensitive. Every role but ``stored`` may be absent.
package struct Profile: Hashable, Sendable {
    /// What `database.profile` calls it.
    package var name: String

    /// The table that the application looks keys up in.
    package var table: TableName

    /// What keys look like where an identity does not say.
    package var key: KeyForm = .standard

    /// The column that holds the key, and in which form.
    package var stored: StoredForm

    /// The column that candidates are looked up by; there for every salted form.
    package var lookup: KeyLookup?

    /// What the server takes for the same key besides; nil for nothing.
    package var alsoAccepts: KeySpellings?

    /// A public part next to the secret.
    package var publicID: PublicID?

    /// What tells rows apart; nil where the stored form does.
    package var id: RowIDForm?

    /// Who rows belong to; nil for no one.
    package var owner: OwnerColumn?

    /// What is written to every row, and required of every row that is looked at.
    package var only: [ColumnValue] = []

    /// What a key is called; nil where rows have no name.
    package var nameColumn: NameColumn?

    /// The columns that say whether a row is live, all of them together; empty for none.
    package var active: [ActiveColumn] = []

    /// The end that the server enforces; nil for none.
    package var expires: TimeColumn?

    /// When a row was made.
    package var created: TimeColumn?

    /// When a row was last changed.
    package var updated: TimeColumn?

    /// When a key was last used.
    package var used: TimeColumn?

    /// Other columns that are computed from the key.
    package var derived: [DerivedColumn] = []

    /// Columns with pieces of the key, which the application shows.
    package var hints: [HintColumn] = []

    /// What is written to every row besides, in the order of columns.
    package var values: [ColumnTemplate] = []

    /// What identities say, in the order of columns.
    package var perIdentity: [PerIdentityColumn] = []

    /// Columns that older versions of the application lack (`ifPresent`): of times, of `active`, and of what is written
    /// besides.
    package var optional: Set<String> = []

    /// How late the server notices a changed row.
    package var delays = EffectDelays()

    /// What is run after rows that a run ended; nil for nothing.
    package var onEnd: Hook?

    /// Where the profile's name stands.
    package var location: SourceLocation?

    package init(name: String, table: TableName, stored: StoredForm) {
        self.name = name
        self.table = table
        self.stored = stored
    }
}

extension Profile {
    /// Whether the server itself refuses a key from the end on that its row bears.
    package var enforcesEnds: Bool { expires != nil }

    /// Whether every version of the application has the column for that.
    package var alwaysEnforcesEnds: Bool { oldest.expires != nil }

    /// The same for the oldest version of the application: without the columns that it lacks.
    package var oldest: Profile { without { _ in true } }

    /// The columns of the key table with times.
    package var times: [TimeColumn] { [expires, created, updated, used].compactMap(\.self) }

    /// The same without the optional columns that are absent.
    package func without(_ isAbsent: (String) -> Bool) -> Profile {
        let absent = optional.filter(isAbsent)
        guard !absent.isEmpty else { return self }
        func kept(_ column: TimeColumn?) -> TimeColumn? { column.flatMap { absent.contains($0.column) ? nil : $0 } }
        var profile = self
        profile.expires = kept(expires)
        profile.created = kept(created)
        profile.updated = kept(updated)
        profile.used = kept(used)
        profile.active.removeAll { absent.contains($0.column) }
        profile.derived.removeAll { absent.contains($0.form.column) }
        profile.hints.removeAll { absent.contains($0.column) }
        profile.values.removeAll { absent.contains($0.column) }
        return profile
    }

    /// The time of a row's last change, where an end writes it; not where it is that of a key's last use as well, which an
    /// end would pass off as one.
    package var updatedByEnds: TimeColumn? { updated?.column == used?.column ? nil : updated }

    /// How the name of a row that Keyturn issues may outgrow the declared one, in characters.
    ///
    /// ` (5f1d7b4fc5e2)` tells our rows from others' where the text is not in the table or names are unique; the end is
    /// written behind it where no column holds one.
    package var markerLength: Int {
        alwaysEnforcesEnds ? (marksNames ? MarkedName.length : 0) : MarkedName.lengthWithEnd
    }

    /// Whether the rows that Keyturn issues bear a mark behind their name: where neither the text nor the id tells them.
    package var marksNames: Bool {
        if stored.scheme != .plain || nameColumn?.isUnique == true || key.holdsRowID { return true }
        return id?.source != .uuid
    }

    /// Whether rows say which of them Keyturn issued: by a mark behind the name, or by the id that it made of the key.
    package var tellsIssuer: Bool {
        if nameColumn != nil, marksNames { return true }
        if key.holdsRowID { return false }
        return switch id?.source {
        case .uuid: true
        // Shorter ones are equal by chance.
        case .text(let length): length >= 12
        case .database, .sequence, .pieces, nil: false
        }
    }

    /// Whether that is so of rows as well whose keys are unknown: by their names, or where the fingerprint is in the row.
    package var tellsIssuerOfUnknownKeys: Bool {
        nameColumn != nil && marksNames || holdsFingerprints && tellsIssuer
    }

    /// The column whose next numbers are drawn before keys are made of them; nil for none.
    package var drawnID: RowIDForm? { id?.source == .sequence ? writtenID : nil }

    /// The column of ids where a new row's id is written rather than left to the database; nil for none.
    package var writtenID: RowIDForm? {
        switch id?.source {
        case .uuid, .text, .pieces: id
        // The next one is asked for before the key is made.
        case .sequence: key.holdsRowID ? id : nil
        case .database, nil: nil
        }
    }

    /// The UUID of the row that Keyturn inserts for a key.
    ///
    /// Where a column holds fingerprints nothing of them is in it, since ids are shown.
    package func rowUUID(of key: Fingerprint) -> RowUUID {
        holdsFingerprints ? RandomText.uuid(of: key, "id") : key.rowID
    }

    /// The id of the row that Keyturn inserts for a key; nil where the database makes it, pieces of the key do, or the key
    /// is made of it.
    package func rowID(of key: Fingerprint) -> String? {
        if self.key.holdsRowID { return nil }
        return switch id?.source {
        case .uuid: rowUUID(of: key).dashed
        case .text(let length): RandomText.made(of: key, "id", length: length)
        case .database, .sequence, .pieces, nil: nil
        }
    }

    /// Whether some column or mark says when a dead row ended, so that it can be deleted a while later.
    package var tellsEnds: Bool { enforcesEnds || nameColumn != nil || endedAt != nil }

    /// The column that tells when a row ends, or when it ended; nil for none.
    package var endColumn: TimeColumn? { expires ?? endedAt }

    /// The column that tells when a dead row ended, where no column holds its end before; nil for none.
    ///
    /// A time that ends a row (`ended: now`), and that no live row has.
    package var endedAt: TimeColumn? {
        guard expires == nil,
            let ended = active.first(where: { $0.ended == .now && $0.live.allSatisfy { $0 == .null } })
        else { return nil }
        var column = TimeColumn(column: ended.column, kind: .timestamptz)
        column.sqlite = .timestamp
        return column
    }
}

internal import Model

extension KeyTable {
    /// The table without the columns that older versions of the application lack and that are not there.
    func withoutAbsent(_ isThere: (String) -> Bool) -> KeyTable {
        with(profile.without { !isThere($0) })
    }

    /// Every column that is read or written, each once.
    var allColumns: [String] {
        var seen: Set<String> = []
        return roles.map(\.column).filter { seen.insert($0).inserted }
    }

    /// A column that a run reads or writes, and what it is for.
    struct Use {
        let column: String
        let role: StoreSchema.Role
        var expectation = Expectation.any

        /// Where SQLite's differs from it.
        var sqliteExpectation: Expectation?

        /// How many characters are written; nil where that is not known or depends on identities.
        var length: Int?
        var isWritten = true
        var isEnded = false

        /// Whether it holds what is made from the key, or drawn for it.
        var variesWithKey = false

        /// How many of a key's first characters are all that it holds of one; nil for anything else.
        var firstLetters: Int?
    }

    /// What type a column should have.
    enum Expectation {
        case any, text, bytes, integer, time
        /// Or a text.
        case uuid
        /// Whole, or as a text.
        case number
        /// Whole, and too large for 32 bits.
        case milliseconds
        /// The time of an end, of any kind.
        case moment
    }

    /// In the order of the profile's fields.
    var roles: [Use] {
        var uses: [Use] = []
        func add(_ column: String?, _ role: StoreSchema.Role, _ change: (inout Use) -> Void = { _ in }) {
            guard let column else { return }
            var use = Use(column: column, role: role)
            change(&use)
            uses.append(use)
        }
        add(profile.id?.column, .keyID) {
            $0.isWritten = profile.writtenID != nil
            switch profile.id?.source {
            case .uuid?:
                $0.expectation = .uuid
                $0.length = 36
            case .text(let length)?:
                $0.expectation = .text
                $0.length = length
            case .pieces(let text)?:
                $0.expectation = .text
                $0.length = length(of: text)
                // The stored form is another for each key.
                if !text.words.contains("stored") {
                    $0.firstLetters = Self.firstLetters(of: text.words.compactMap(KeyPiece.init))
                }
            case .database?, .sequence?, nil: break
            }
        }
        add(profile.owner?.column, .keyOwner) {
            switch profile.owner?.kind {
            case .uuid?: $0.expectation = .uuid
            case .integer?: $0.expectation = .number
            case .text?, nil: break
            }
        }
        add(profile.stored.column, .key) {
            $0.expectation = profile.stored.encoding == .bytes && !keepsTexts ? .bytes : .text
            $0.length = length(of: profile.stored)
        }
        if let salt = profile.stored.salt, let column = salt.column {
            add(column, .other) {
                $0.length = salt.length
                $0.variesWithKey = true
                $0.expectation = .text
            }
        }
        add(profile.lookup?.column, .other) {
            $0.length = profile.lookup?.piece.count
            $0.variesWithKey = true
            $0.firstLetters = profile.lookup.flatMap { Self.firstLetters(of: [$0.piece]) }
            $0.expectation = .text
        }
        add(profile.publicID?.column, .other) {
            $0.expectation = .text
            $0.length = profile.publicID?.form.length
            $0.variesWithKey = true
        }
        for column in profile.only.map(\.column) { add(column, .other) }
        add(profile.nameColumn?.column, .keyName) {
            $0.expectation = .text
            $0.isEnded = profile.ending.isMarked
        }
        for active in profile.active {
            add(active.column, .isActive) {
                $0.isEnded = true
                guard active.ended == .now else { return }
                $0.expectation = .moment
                $0.length = MomentText.text(Instant(secondsSince1970: 0), as: .timestamptz).utf8.count
            }
        }
        for (column, role, isEnded) in [
            (profile.expires, StoreSchema.Role.expiresAt, true), (profile.created, .createdAt, false),
            // Where the server tells by it when a key was used, no end writes it.
            (profile.updated, profile.updatedByEnds == nil ? .other : .otherTime, profile.updatedByEnds != nil),
        ] {
            add(column?.column, role) {
                $0.expectation = column.map { Self.expectation($0.postgreSQL) } ?? .any
                $0.sqliteExpectation = column.map { Self.expectation($0.sqlite) }
                if column?.postgreSQL == .iso { $0.length = MomentText.isoLength }
                $0.isEnded = isEnded
            }
        }
        for form in profile.derived.map(\.form) {
            add(form.column, .other) {
                $0.length = length(of: form)
                $0.variesWithKey = true
                $0.expectation = form.encoding == .bytes && form.scheme != .plain ? .bytes : .text
            }
        }
        for hint in profile.hints {
            add(hint.column, .other) {
                $0.length = length(of: hint.template)
                $0.variesWithKey = !hint.pieces.isEmpty
                $0.firstLetters = Self.firstLetters(of: hint.pieces)
                $0.expectation = .text
            }
        }
        for value in profile.values {
            add(value.column, .other) {
                $0.length = value.template.flatMap(length)
                // The same name is in every row of an identity.
                $0.variesWithKey = value.template?.words.contains { $0 != "name" } == true
            }
        }
        for column in profile.perIdentity.map(\.column) { add(column, .other) }
        if let used = profile.used, used.column != profile.updated?.column {
            add(used.column, .lastUsedAt) {
                $0.isWritten = false
                $0.expectation = Self.expectation(used.postgreSQL)
                $0.sqliteExpectation = Self.expectation(used.sqlite)
            }
        }
        return uses
    }

    /// Nil where some piece is of a key's end.
    private static func firstLetters(of pieces: [KeyPiece]) -> Int? {
        var most = 0
        for piece in pieces {
            guard case .first(let count) = piece else { return nil }
            most = max(most, count)
        }
        return most == 0 ? nil : most
    }

    private static func expectation(_ kind: TimeColumn.Kind) -> Expectation {
        switch kind {
        case .timestamp, .timestamptz: .time
        case .iso: .text
        case .epoch: .integer
        case .epochMilliseconds: .milliseconds
        }
    }
}

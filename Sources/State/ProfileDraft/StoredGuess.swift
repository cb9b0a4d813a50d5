internal import Model

/// Which column holds the key, in which form, and what keys look like.
struct StoredGuess {
    typealias Column = TableDescription.Column
    typealias Entry = ProfileDraft.Entry

    private let columns: [Column]
    private let salt: Column?
    private(set) var lines: [ProfileDraft.Line] = []
    private(set) var questions: [String] = []

    /// The names of the columns that have a role now.
    private(set) var taken: Set<String> = []

    /// What keys begin with, as a column with their beginning tells; empty for unknown.
    private let prefix: String

    init(_ columns: [Column], salt: Column?, first: Column?) {
        let prefix = first?.shape?.prefix ?? ""
        self.prefix = Self.isPrefix(prefix) ? prefix : ""
        self.columns = columns.filter { $0.kind == .text || $0.kind == .bytes || $0.kind == .uuid }
        self.salt = salt
    }

    mutating func run() {
        let digests = columns.filter { ColumnNames.isDigest($0.name) }
        let plains = columns.filter { ColumnNames.isKey($0.name) && !ColumnNames.isDigest($0.name) }
        let plain = plains.max { Self.score($0) < Self.score($1) }
        let digest = digests.max { Self.score($0) < Self.score($1) }
        // Where both are there, the key itself counts if rows have it: the digest is made of it.
        if let plain, digest == nil || plain.shape != nil || plain.isRequired {
            store(plain, isDigest: false)
            for other in digests where other.isRequired || other.shape?.length == 64 { derive(other) }
        } else if let digest {
            store(digest, isDigest: true)
        } else {
            questions.insert("Which column holds the key or its digest (`stored`): no column name shows it.", at: 0)
            let value = ProfileDraft.Value.map([Entry("column", .text("token")), Entry("scheme", .word("sha256"))])
            lines.append(ProfileDraft.Line(field: "stored", value: value, note: "name the column", isComment: true))
        }
    }

    private static func score(_ column: Column) -> Int {
        (column.shape == nil ? 0 : 4) + (column.isUnique ? 2 : 0) + (column.isNullable ? 0 : 1)
    }

    // MARK: - The column

    private mutating func store(_ column: Column, isDigest: Bool) {
        taken.insert(column.name)
        var form = Form(of: column, isDigest: isDigest)
        var entries = [Entry("column", .text(column.name))]
        if salt != nil, form.scheme == "plain" { form = Form(scheme: "sha256", encoding: "hex") }
        entries.append(Entry("scheme", .word(form.scheme)))
        if form.scheme != "plain" { entries.append(Entry("encoding", .word(form.encoding))) }
        if !form.prefix.isEmpty { entries.append(Entry("prefix", .literal(form.prefix))) }
        if let salt {
            let isHex = salt.shape?.form == .hex
            entries.append(
                Entry(
                    "salt",
                    .map([
                        Entry("length", .word("\(salt.shape?.length ?? min(salt.length ?? 16, 64))")),
                        Entry("encoding", .word(isHex ? "hex" : "alphanumeric")), Entry("column", .text(salt.name)),
                        Entry("place", .word("before")),
                    ])
                )
            )
            questions.append(
                "How `\(column.name)` is made of the key and `\(salt.name)`: the scheme and the place are guesses."
            )
        }
        key(column, form)
        if let hasher = form.hasher {
            questions.insert(
                "How `\(column.name)` can be kept: it holds what \(hasher) makes, which this version cannot describe.",
                at: 0
            )
        } else if form.isOther {
            questions.insert(
                "How `\(column.name)` is made of the key: its values are not digests alone. They may have a salt in them"
                    + (form.prefix.isEmpty ? "." : " (`prefix: \"\(form.prefix){salt}:\"`, with `salt`)."),
                at: 0
            )
        } else if let question = form.question(column.name), salt == nil {
            questions.insert(question, at: 0)
        }
        lines.append(
            ProfileDraft.Line(
                field: "stored",
                value: .map(entries),
                note: form.hasher.map { "not so: it holds what \($0) makes" } ?? form.note,
                isComment: form.hasher != nil || form.isOther
            )
        )
    }

    private mutating func derive(_ column: Column) {
        taken.insert(column.name)
        let form = Form(of: column, isDigest: true)
        let entries = [
            Entry("column", .text(column.name)), Entry("scheme", .word(form.scheme)),
            Entry("encoding", .word(form.encoding)),
        ]
        lines.append(
            ProfileDraft.Line(
                field: "derived",
                value: .list([.map(entries)]),
                note: form.isOther ? form.note : "by its name",
                isComment: form.isOther
            )
        )
        questions.append("Whether `\(column.name)` is \(form.words) of the whole key.")
    }

    // MARK: - The key

    /// What keys look like: told by rows that hold them, asked where they hold digests.
    private mutating func key(_ column: Column, _ form: Form) {
        let standard = [Entry("bytes", .word("32")), Entry("encoding", .word("hex"))]
        guard form.scheme == "plain", let shape = column.shape, let length = shape.length,
            let entries = Self.key(shape, length)
        else {
            questions.append("What keys look like (`key`): their prefix, and what follows it.")
            let known = prefix.isEmpty ? [] : [Entry("prefix", .text(prefix))]
            let note = "a guess: describe the application's keys"
            lines.insert(ProfileDraft.Line(field: "key", value: .map(known + standard), note: note), at: 0)
            return
        }
        if shape.hidesPrefix {
            questions.append("What keys look like (`key`): one row does not show the prefix that they may begin with.")
            let note = "a guess: there is one row"
            lines.insert(ProfileDraft.Line(field: "key", value: .map(entries), note: note), at: 0)
            return
        }
        lines.insert(ProfileDraft.Line(field: "key", value: .map(entries), note: "by its values"), at: 0)
    }

    /// Whether keys may begin with it.
    private static func isPrefix(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || Character(UnicodeScalar(byte)).isLetter
                || Character(UnicodeScalar(byte)).isNumber
        }
    }

    private static func key(_ shape: ColumnShape, _ length: Int) -> [Entry]? {
        guard isPrefix(shape.prefix) else { return nil }
        let prefix = shape.prefix.isEmpty ? [] : [Entry("prefix", .text(shape.prefix))]
        switch shape.form {
        case .hex where length >= 32 && length % 2 == 0:
            return prefix + [Entry("bytes", .word("\(length / 2)")), Entry("encoding", .word("hex"))]
        case .base64url where length >= 22 && length % 4 != 1:
            return prefix + [Entry("bytes", .word("\(length * 3 / 4)")), Entry("encoding", .word("base64url"))]
        case .alphanumeric where length >= 22:
            return [Entry("form", .literal("\(shape.prefix){alphanumeric:\(length)}"))]
        case .uuid: return [Entry("form", .literal("\(shape.prefix){uuid}"))]
        default: return nil
        }
    }

    /// In which form a column holds what it holds.
    private struct Form {
        var scheme = "plain"
        var encoding = "hex"
        var prefix = ""
        var note: String?
        var hasher: String?

        /// Whether the values are something else than digests, although the column's name or their beginning says so.
        private(set) var isOther = false
        private var isSure = true

        init(scheme: String, encoding: String) {
            self.scheme = scheme
            self.encoding = encoding
            note = "a guess"
        }

        init(of column: Column, isDigest: Bool) {
            let shape = column.shape
            if case .hasher(let name)? = shape?.form { hasher = name }
            if column.kind == .bytes { encoding = "bytes" }
            note = shape == nil ? "a guess by its name: there are no rows" : "by its values"
            if let prefix = shape?.prefix, prefix.hasPrefix("sha") {
                self.prefix = prefix
                scheme = prefix.hasPrefix("sha512") ? "sha512" : "sha256"
                guard let found = shape.flatMap({ Self.encoding(of: $0, scheme) }) else {
                    (isOther, isSure, note) = (true, false, "not so: its values hold more than a digest")
                    return
                }
                encoding = found
                return
            }
            // A digest begins like no other.
            if let prefix = shape?.prefix, !prefix.isEmpty, !isDigest { return }
            let length = shape.map(\.length) ?? column.length
            switch (shape?.form, length) {
            case (.hex?, 64?): (scheme, isSure) = ("sha256", isDigest)
            case (.hex?, 128?): (scheme, isSure) = ("sha512", false)
            case (.base64?, 44?): (scheme, encoding, isSure) = ("sha256", "base64", isDigest)
            case (.base64?, 88?): (scheme, encoding, isSure) = ("sha512", "base64", false)
            case (.base64url?, 43?) where isDigest, (.alphanumeric?, 43?) where isDigest:
                (scheme, encoding) = ("sha256", "base64url")
            case (.base64url?, 86?) where isDigest, (.alphanumeric?, 86?) where isDigest:
                (scheme, encoding, isSure) = ("sha512", "base64url", false)
            // Digits in upper case, which are found as they are.
            case (.alphanumeric?, 64?) where isDigest: (scheme, isSure) = ("sha256", false)
            case (.alphanumeric?, 128?) where isDigest: (scheme, isSure) = ("sha512", false)
            case (nil, 64?): (scheme, isSure) = ("sha256", false)
            case (nil, 128?) where isDigest: (scheme, isSure) = ("sha512", false)
            case _ where isDigest:
                (scheme, isSure) = ("sha256", false)
                if shape != nil { (isOther, note) = (true, "not so: its values have another form") }
            default: isSure = shape != nil
            }
        }

        /// How digests of a scheme are written; nil for what is none.
        private static func encoding(of shape: ColumnShape, _ scheme: String) -> String? {
            let bytes = scheme == "sha512" ? 64 : 32
            return switch (shape.form, shape.length) {
            case (.hex, bytes * 2): "hex"
            case (.base64, (bytes + 2) / 3 * 4): "base64"
            case (.base64url, (bytes * 4 + 2) / 3), (.alphanumeric, (bytes * 4 + 2) / 3): "base64url"
            default: nil
            }
        }

        /// As one says it.
        var words: String { scheme == "sha512" ? "SHA-512" : scheme == "plain" ? "the key itself" : "SHA-256" }

        func question(_ column: String) -> String? {
            if isSure, scheme == "plain" { return nil }
            if scheme == "plain" {
                return "Whether `\(column)` holds the key itself: there are no rows that could show it."
            }
            return
                "Whether `\(column)` is \(words) of the whole key: it could be of a part of it, with a secret of the "
                + "application (`pepper`, `hmac-\(scheme)`)" + (isSure ? "." : ", or the key itself.")
        }
    }
}

internal import Model

/// An expression of an index as SQL writes it, as far as its words tell what it is.
struct SQLExpression {
    /// In small letters, without what is in quotes as a text.
    let words: [String]
    private let text: String

    init(_ sql: String) {
        text = Self.bare(Self.withoutTexts(sql).lowercased())
        words = PlainNames.words(text).filter { $0.first?.isNumber != true }
    }

    /// The column, where the expression is one and nothing else.
    var name: String? {
        let name = text.filter { $0 != "\"" && $0 != "`" }
        return name.contains { " (),:|+-*/<>=".contains($0) } ? nil : name
    }

    /// Whether its operators keep what they join: no comparison, no arithmetic, no number that shortens a type.
    var isJoined: Bool { !text.contains { "<>=~+*/%#&?[".contains($0) } && numbers.isEmpty }

    /// How many letters it takes from the beginning; nil if it does something else.
    var firstLetters: Int? {
        if words.contains("left"), numbers.count == 1 { return numbers[0] }
        guard words.contains("substr") || words.contains("substring"), numbers.count == 2, numbers[0] <= 1 else {
            return nil
        }
        return numbers[1]
    }

    /// How many letters it takes from the end.
    var lastLetters: Int? { words.contains("right") && numbers.count == 1 ? numbers[0] : nil }

    private var numbers: [Int] { PlainNames.words(text).compactMap { Int($0) } }

    /// Functions and types that make different texts of different ones.
    static let whole: Set<String> = [
        "lower", "upper", "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "digest", "hmac", "encode", "decode",
        "convert_to", "hashtext", "hashtextextended", "reverse", "trim", "btrim", "ltrim", "rtrim", "concat",
        "concat_ws",
        "coalesce", "ifnull", "hex", "cast", "as", "text", "character", "varying", "varchar", "char", "bpchar", "bytea",
        "uuid", "collate", "c", "posix", "nocase", "binary", "timezone", "timestamp", "timestamptz", "with", "without",
        "time", "zone", "at", "tsrange", "tstzrange",
    ]

    /// Functions that make the same of many.
    static let coarse: Set<String> = [
        "left", "right", "substr", "substring", "split_part", "length", "char_length", "character_length",
        "octet_length",
        "date", "date_trunc", "date_part", "extract", "case", "starts_with", "position", "strpos", "instr", "ascii",
        "sign",
    ]

    /// What makes another value for every row, or for every transaction.
    static let sources = [
        "nextval(", "random", "uuid_generate", "gen_", "uuidv", "ulid", "nanoid", "cuid", "now()", "current_timestamp",
        "localtimestamp", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "txid",
        "pg_current_xact_id",
    ]

    /// The texts that are in quotes.
    static func texts(_ sql: String) -> [String] {
        sql.split(separator: "'", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
            .map { String($0.element) }
    }

    static func withoutTexts(_ sql: String) -> String {
        sql.split(separator: "'", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 0 }
            .map { String($0.element) }.joined(separator: " ")
    }

    /// Without the parentheses around all of it.
    static func bare(_ sql: String) -> String {
        var text = sql[...]
        while true {
            text = text.trimming(while: \.isWhitespace)
            guard text.first == "(", text.last == ")", closes(text) else { return String(text) }
            text = text.dropFirst().dropLast()
        }
    }

    /// Whether the first parenthesis is closed by the last one.
    private static func closes(_ text: Substring) -> Bool {
        var depth = 0
        for (index, letter) in zip(text.indices, text) {
            if letter == "(" { depth += 1 }
            if letter == ")" { depth -= 1 }
            if depth == 0 { return text.index(after: index) == text.endIndex }
        }
        return false
    }

    /// What stands between the words AND that are in no parentheses; nil if there is an OR among them.
    static func conjuncts(_ sql: String) -> [String]? {
        var parts: [String] = [""]
        var depth = 0
        for word in bare(sql).split(separator: " ") {
            if depth == 0, word.lowercased() == "or" { return nil }
            if depth == 0, word.lowercased() == "and" {
                parts.append("")
                continue
            }
            depth += word.count { $0 == "(" } - word.count { $0 == ")" }
            parts[parts.count - 1] += (parts[parts.count - 1].isEmpty ? "" : " ") + word
        }
        guard parts.count > 1 else { return [bare(sql)] }
        var found: [String] = []
        for part in parts {
            guard let inner = conjuncts(part) else { return nil }
            found += inner
        }
        return found
    }
}

extension Substring {
    fileprivate func trimming(while isTrimmed: (Character) -> Bool) -> Substring {
        var text = drop(while: isTrimmed)
        while let last = text.last, isTrimmed(last) { text = text.dropLast() }
        return text
    }
}

internal import Model

/// A comparison of a column with one text, as PostgreSQL and SQLite write it: `=`, `<>`, `LIKE` and what denies them.
struct TextCondition {
    private let text: String
    private let isPattern: Bool
    private let ignoresCase: Bool
    private let isDenied: Bool

    /// Nil for what is compared in another way, or is not the column alone.
    init?(_ sql: String, over column: String) {
        let texts = SQLExpression.texts(sql)
        let rest = SQLExpression.withoutTexts(sql).lowercased()
        let words = PlainNames.words(rest)
        guard texts.count == 1, !texts[0].contains("\\"), Set(words).subtracting([column]).isSubset(of: Self.known),
            words.count(where: { $0 == column }) == 1
        else { return nil }
        let operation = String(rest.filter { "<>=!~*+-/|&".contains($0) })
        let isWord = words.contains("like") || words.contains("ilike")
        let isNegative: Bool
        switch operation {
        case "" where isWord: (isPattern, isNegative) = (true, false)
        case "~~", "~~*": (isPattern, isNegative) = (true, false)
        case "!~~", "!~~*": (isPattern, isNegative) = (true, true)
        case "=", "==": (isPattern, isNegative) = (false, false)
        case "<>", "!=": (isPattern, isNegative) = (false, true)
        default: return nil
        }
        text = texts[0]
        // SQLite alone keeps the word, and takes small letters and capitals for the same.
        ignoresCase = isWord || operation.hasSuffix("*")
        isDenied = (words.count { $0 == "not" } + (isNegative ? 1 : 0)) % 2 == 1
    }

    private static let known: Set<String> = [
        "not", "like", "ilike", "text", "varchar", "bpchar", "char", "character", "varying",
    ]

    func holds(for value: String) -> Bool { isMet(by: value) != isDenied }

    private func isMet(by value: String) -> Bool {
        let (value, text) = ignoresCase ? (value.lowercased(), text.lowercased()) : (value, text)
        return isPattern ? Self.matches(Array(value), Array(text)) : value == text
    }

    /// `%` is for any letters, `_` for one.
    private static func matches(_ value: [Character], _ pattern: [Character]) -> Bool {
        // Whether the pattern so far is met by so many letters of the value.
        var met = [true] + [Bool](repeating: false, count: value.count)
        for letter in pattern {
            var next = [Bool](repeating: false, count: met.count)
            if letter == "%" {
                guard let first = met.firstIndex(of: true) else { return false }
                for place in first..<met.count { next[place] = true }
            } else {
                for place in value.indices where met[place] && (letter == "_" || letter == value[place]) {
                    next[place + 1] = true
                }
            }
            met = next
        }
        return met[value.count]
    }
}

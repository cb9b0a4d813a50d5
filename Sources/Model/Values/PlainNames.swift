/// Stands in for names of columns that only quotes make names (`"a b"`, `"it's"`), so that expressions with them are read
/// word by word.
package struct PlainNames {
    /// What stands for a name, by the name in small letters.
    private let standIns: [String: String]

    /// Names of other columns are left as they are.
    package init(_ columns: [String]) {
        let odd = columns.filter { !$0.allSatisfy(Self.isPlain) }
        standIns = Dictionary(
            odd.enumerated().map { ($1.lowercased(), "keyturn_column_\($0)") },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// What a column is called in an expression that ``plain(_:)`` gave, in small letters.
    package func name(of column: String) -> String { standIns[column.lowercased()] ?? column.lowercased() }

    /// An expression with the names replaced, and texts in it left alone.
    package func plain(_ sql: String) -> String {
        guard !standIns.isEmpty else { return sql }
        var plain = ""
        var rest = sql[...]
        while let letter = rest.first {
            guard let closing = Self.quotes[letter] else {
                plain.append(letter)
                rest = rest.dropFirst()
                continue
            }
            let (inside, length) = Self.quoted(rest.dropFirst(), closing)
            let standIn = letter == "'" ? nil : standIns[inside.lowercased()]
            plain += standIn ?? String(rest.prefix(length + 1))
            rest = rest.dropFirst(length + 1)
        }
        return plain
    }

    /// The words of an expression, in small letters, with its columns as ``name(of:)`` calls them.
    package func words(_ sql: String) -> [String] { Self.words(plain(sql).lowercased()) }

    /// The words of an expression whose names are plain: names, functions, numbers.
    package static func words(_ text: String) -> [String] { text.split { !isPlain($0) }.map(String.init) }

    private static let quotes: [Character: Character] = ["'": "'", "\"": "\"", "`": "`", "[": "]"]

    private static func isPlain(_ letter: Character) -> Bool { letter.isLetter || letter.isNumber || letter == "_" }

    /// What stands before the closing quote, and how long it is with that; two quotes in a row stand for one.
    private static func quoted(_ text: Substring, _ closing: Character) -> (inside: String, length: Int) {
        var inside = ""
        var length = 0
        var rest = text
        while let letter = rest.popFirst() {
            length += 1
            if letter == closing {
                guard closing != "]", rest.first == closing else { break }
                rest = rest.dropFirst()
                length += 1
            }
            inside.append(letter)
        }
        return (inside, length)
    }
}

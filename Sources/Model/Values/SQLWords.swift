/// The words of an expression as SQL writes it: names, functions, numbers.
package enum SQLWords {
    /// In small letters; a name in double quotes is one word, whatever is in it.
    package static func words(_ sql: String) -> [String] {
        var words: [String] = []
        var rest = sql.lowercased()[...]
        while let letter = rest.first {
            if letter == "\"", let name = quotedName(rest) {
                words.append(name.text)
                rest = name.rest
            } else {
                let word = rest.prefix(while: isPart)
                if !word.isEmpty { words.append(String(word)) }
                rest = rest.dropFirst(max(word.count, 1))
            }
        }
        return words
    }

    private static func isPart(_ letter: Character) -> Bool { letter.isLetter || letter.isNumber || letter == "_" }

    /// The name in double quotes that a text begins with; two of them in a row stand for one.
    private static func quotedName(_ sql: Substring) -> (text: String, rest: Substring)? {
        guard sql.first == "\"" else { return nil }
        var name = ""
        var rest = sql.dropFirst()
        while let letter = rest.popFirst() {
            guard letter == "\"" else {
                name.append(letter)
                continue
            }
            guard rest.first == "\"" else { return name.isEmpty ? nil : (name, rest) }
            name.append(letter)
            rest = rest.dropFirst()
        }
        return nil
    }
}

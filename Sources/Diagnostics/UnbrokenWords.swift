/// The words of a text between which a line may be broken.
///
/// A number stays with its unit (`35 s ago`, `in 2 d`), a date with its time and zone, and what is quoted stays whole.
enum UnbrokenWords {
    /// In order; joined by spaces they are the text's words.
    ///
    /// What is wider than `limit` is broken at any space.
    static func split(_ text: some StringProtocol, limit: Int) -> [String] {
        let words = text.split(separator: " ").map { Substring($0) }
        var parts: [String] = []
        var first = 0
        while first < words.count {
            var last = first
            while last + 1 < words.count, let next = end(ofPartAt: last, words) { last = next }
            let whole = words[first...last].joined(separator: " ")
            if whole.cells <= limit { parts.append(whole) } else { parts += words[first...last].map(String.init) }
            first = last + 1
        }
        return parts
    }

    /// The last of the words that stay with this one; nil if it stands alone.
    private static func end(ofPartAt index: Int, _ words: [Substring]) -> Int? {
        if let mark = openMark(of: words[index]) {
            // What is quoted over many words is prose.
            let reach = words[(index + 1)...].prefix(5)
            return reach.firstIndex { $0.contains(mark) }
                ?? (isJoined(words[index], words[index + 1]) ? index + 1 : nil)
        }
        return isJoined(words[index], words[index + 1]) ? index + 1 : nil
    }

    /// The mark that opens a quotation in the word, and does not close it.
    private static func openMark(of word: Substring) -> Character? {
        let word = word.drop { "([".contains($0) }
        guard let mark = word.first, mark == "`" || mark == "'", !word.dropFirst().contains(mark) else { return nil }
        return mark
    }

    private static let units: Set<Substring> = [
        "s", "min", "h", "d", "ms", "KB", "MB", "GB", "bits", "bytes", "×", "UTC",
    ]

    private static func isJoined(_ last: Substring, _ next: Substring) -> Bool {
        let unit = next.prefix { $0.isLetter || $0 == "×" }
        let behind = next.dropFirst(unit.count).allSatisfy { ",.;:)".contains($0) }
        if behind, units.contains(unit), last.last?.isNumber == true { return true }
        if behind, unit == "ago", units.contains(last) { return true }
        if last == "in" || last == "(in", next.first?.isNumber == true { return true }
        // 2026-11-25 15:40
        return isDate(last) && next.utf8.count >= 5 && next.first?.isNumber == true
            && next.dropFirst(2).first == ":"
    }

    private static func isDate(_ word: Substring) -> Bool {
        let digits = word.utf8.suffix(10)
        return digits.count == 10 && digits.allSatisfy { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }
            && word.utf8.suffix(3).first == UInt8(ascii: "-")
    }
}

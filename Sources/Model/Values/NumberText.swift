/// Texts that SQLite takes for numbers where a column's type asks for some.
package enum NumberText {
    /// A whole or decimal number with or without a sign and an exponent, and spaces around it.
    package static func isNumber(_ text: String) -> Bool {
        var rest = Substring(text).drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        _ = takeSign(&rest)
        var digits = takeDigits(&rest)
        if rest.first == "." {
            rest.removeFirst()
            digits += takeDigits(&rest)
        }
        guard digits > 0 else { return false }
        if rest.first == "e" || rest.first == "E" {
            rest.removeFirst()
            _ = takeSign(&rest)
            guard takeDigits(&rest) > 0 else { return false }
        }
        return rest.isEmpty
    }

    /// Whether a number with a decimal point is written as SQLite writes it.
    static func isPlainDecimal(_ number: String, mayEndInZero: Bool) -> Bool {
        let parts = number.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { ("0"..."9").contains($0) } }) else {
            return false
        }
        // Smaller ones get an exponent.
        let isSmall = parts[0] == "0" && parts[1].hasPrefix("0000")
        return (parts[0] == "0" || parts[0].first != "0") && !isSmall
            && (parts[1].last != "0" || mayEndInZero && parts[1] == "0")
    }

    /// How many digits of a number matter, without zeros at its ends.
    static func digits(of number: String) -> Int {
        let mantissa = number.prefix { $0 != "e" && $0 != "E" }.filter(\.isNumber)
        var digits = mantissa.drop { $0 == "0" }
        while digits.last == "0" { digits.removeLast() }
        return digits.count
    }

    /// Letters that numbers are written with.
    static let letters = Set("0123456789+-.eE \t\n\r\u{B}\u{C}")

    private static func isSpace(_ letter: Character) -> Bool { " \t\n\r\u{B}\u{C}".contains(letter) }

    private static func takeSign(_ rest: inout Substring) -> Bool {
        guard rest.first == "+" || rest.first == "-" else { return false }
        rest.removeFirst()
        return true
    }

    private static func takeDigits(_ rest: inout Substring) -> Int {
        let digits = rest.prefix { ("0"..."9").contains($0) }.count
        rest.removeFirst(digits)
        return digits
    }
}

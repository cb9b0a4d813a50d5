/// What SQLite makes of a value on its way into a column, by the words in the column's type.
///
/// https://www.sqlite.org/datatype3.html#determination_of_column_affinity
package enum ColumnAffinity: Hashable, Sendable {
    case integer, text, blob, real, numeric

    /// `isStrict` says whether SQLite refuses values of another type than the column's: there `ANY` keeps what it is given.
    package init(type: String, isStrict: Bool = false) {
        let type = type.uppercased()
        func names(_ words: String...) -> Bool { words.contains { type.contains($0) } }
        self =
            if names("INT") {
                .integer
            } else if names("CHAR", "CLOB", "TEXT") {
                .text
            } else if type.isEmpty || names("BLOB") || isStrict && type == "ANY" {
                .blob
            } else if names("REAL", "FLOA", "DOUB") {
                .real
            } else {
                .numeric
            }
    }

    /// Whether a text that looks like a number becomes one.
    package var makesNumbers: Bool { self == .integer || self == .numeric || self == .real }

    /// Whether a text is read again as it was written.
    package func keeps(_ text: String) -> Bool {
        guard makesNumbers, NumberText.isNumber(text) else { return true }
        if let number = Int64(text) { return self != .real && String(number) == text }
        return NumberText.isPlainDecimal(text, mayEndInZero: self == .real) && keeps(number: text)
    }

    /// Whether a number is kept with all its digits.
    package func keeps(number: String) -> Bool {
        switch self {
        case .text: true
        case .integer, .numeric, .blob: Int64(number) != nil || NumberText.digits(of: number) <= Self.exactDigits
        case .real: NumberText.digits(of: number) <= Self.exactDigits
        }
    }

    /// How many decimal digits a floating point number keeps for certain.
    private static let exactDigits = 15
}

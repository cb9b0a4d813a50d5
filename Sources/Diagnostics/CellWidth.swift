extension StringProtocol {
    /// How many cells of a terminal the text takes: wide letters two, marks and escape sequences for colour none.
    package var cells: Int {
        // UTF-8 of one byte a letter: no letter of it is wide or a mark.
        if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x80 }) { return utf8.count }
        var cells = 0
        var isEscape = false
        for scalar in unicodeScalars {
            if scalar.value == 0x1B {
                isEscape = true
            } else if isEscape {
                isEscape = scalar != "m"
            } else {
                cells += PlainText.width(scalar)
            }
        }
        return cells
    }

    /// The text and as many spaces as a column of so many cells has left.
    package func padded(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - cells))
    }
}

/// What of a text may reach a terminal: names and values come from files, and a terminal obeys control characters.
package enum PlainText {
    /// Replaces control characters, line breaks other than LF, and those that change the direction of text.
    package static func lines(_ text: String) -> String {
        let harmless = text.utf8.allSatisfy { ($0 >= 0x20 && $0 < 0x7f) || $0 == UInt8(ascii: "\n") }
        guard !harmless else { return text }
        var result = ""
        for scalar in text.unicodeScalars { result.unicodeScalars.append(scalar == "\n" ? scalar : shown(scalar)) }
        return result
    }

    /// As ``lines(_:)``, on one line.
    package static func line(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\n")) else { return lines(text) }
        return lines(String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\n" ? "\u{240A}" : $0 })))
    }

    /// The scalar itself, or what stands for it: a space for a tab, a control picture for a control character.
    static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x09: " "
        case 0x00..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
        case 0x7F: "\u{2421}"
        case 0x80..<0xA0, 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: "\u{FFFD}"
        default: scalar
        }
    }

    /// How many cells of a terminal a scalar takes, near enough for an underline: East Asian wide and emoji take two,
    /// marks none.
    static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x0300...0x036F, 0x200D, 0xFE00...0xFE0F, 0x20D0...0x20FF: 0
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD:
            2
        default: 1
        }
    }
}

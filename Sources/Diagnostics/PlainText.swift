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

    /// As ``line(_:)``, in double quotes; those in it, backslashes and control characters are escaped.
    package static func quoted(_ text: String) -> String {
        let parts = text.unicodeScalars.map { $0 == "'" ? "'" : $0.escaped(asASCII: false) }
        return line("\"\(parts.joined())\"")
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

    /// How many cells of a terminal a scalar takes, near enough for columns: East Asian wide letters and emoji take two,
    /// marks none.
    static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0..<0x300: return 1
        case 0x1100...0x115F, 0x231A...0x231B, 0x23E9...0x23EC, 0x2614...0x2615, 0x2648...0x2653, 0x2705,
            0x270A...0x270B,
            0x2728, 0x274C, 0x274E, 0x2753...0x2755, 0x2757, 0x2795...0x2797, 0x2B1B...0x2B1C, 0x2B50, 0x2B55,
            0x2E80...0x303E, 0x3041...0x3096, 0x3099...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x1B000...0x1B2FF, 0x1F004, 0x1F0CF,
            0x1F18E, 0x1F191...0x1F19A, 0x1F200...0x1F320, 0x1F32D...0x1F64F, 0x1F680...0x1F6FF, 0x1F7E0...0x1F7EB,
            0x1F90C...0x1FAFF, 0x20000...0x3FFFD:
            return isMark(scalar) ? 0 : 2
        default: return isMark(scalar) ? 0 : 1
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: true
        default: (0x1160...0x11FF).contains(scalar.value)
        }
    }
}

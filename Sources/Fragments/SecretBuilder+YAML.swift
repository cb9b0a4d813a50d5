internal import Model

extension SecretBuilder {
    /// A YAML scalar in double quotes, the one style that can hold any text.
    ///
    /// Interpolated is where compose replaces variables, which it does in values and not in the keys of mappings: there
    /// `$` is written `$$`.
    mutating func appendQuoted(_ text: String, interpolated: Bool) {
        append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": append("\\\"" as StaticString)
            case "\\": append("\\\\" as StaticString)
            case "$" where interpolated: append("$$" as StaticString)
            case "\n": append("\\n" as StaticString)
            case "\r": append("\\r" as StaticString)
            case "\t": append("\\t" as StaticString)
            case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{2028}", "\u{2029}", "\u{feff}", "\u{fffe}", "\u{ffff}":
                let digits = String(scalar.value, radix: 16)
                append("\\u" as StaticString)
                append(String(repeating: "0", count: 4 - digits.count) + digits)
            default:
                if scalar.isASCII {
                    append(UInt8(scalar.value))
                } else {
                    append(String(scalar))
                }
            }
        }
        append(UInt8(ascii: "\""))
    }
}

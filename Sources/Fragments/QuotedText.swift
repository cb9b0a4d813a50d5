/// Reads what ``SecretBuilder/appendQuoted(_:interpolated:)`` wrote.
enum QuotedText {
    /// What stands between the quotes as the text that was meant; `$$` of values stays.
    static func unquoted(_ text: String) -> String {
        guard text.contains("\\") else { return text }
        var result = ""
        var scalars = text.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "\\", let escape = scalars.next() else {
                result.unicodeScalars.append(scalar)
                continue
            }
            switch escape {
            case "n": result += "\n"
            case "r": result += "\r"
            case "t": result += "\t"
            case "u":
                let digits = (0..<4).compactMap { _ in scalars.next().map(Character.init) }
                if let code = UInt32(String(digits), radix: 16), let scalar = Unicode.Scalar(code) {
                    result.unicodeScalars.append(scalar)
                }
            default: result.unicodeScalars.append(escape)
            }
        }
        return result
    }
}

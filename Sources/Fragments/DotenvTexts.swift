package import Model

/// What a dotenv file says, for variables that are not set in the process: no fragment, but a file that users keep beside
/// their configuration.
package enum DotenvTexts {
    /// By variable; of several definitions the last one counts.
    ///
    /// With the lines, from 1, that define nothing and are neither empty nor comments. Nil if the file cannot be read as one.
    package static func all(in content: Secret) -> (texts: [String: String], ignored: [Int])? {
        var texts: [String: String] = [:]
        var ignored: [Int] = []
        let isRead: Void? = content.withBytes { bytes in
            try? DotenvScanner.scan(bytes, ignored: { ignored.append($0) }) { definition in
                let name = String(decoding: bytes[definition.name], as: UTF8.self)
                let value = String(decoding: bytes[definition.value], as: UTF8.self)
                let quote = definition.value.lowerBound > 0 ? bytes[definition.value.lowerBound - 1] : 0
                texts[name] = definition.isQuoted && quote == UInt8(ascii: "\"") ? unescaped(value) : value
            }
        }
        return isRead == nil ? nil : (texts, ignored)
    }

    /// What `\n`, `\"` and `\\` stand for in double quotes.
    private static func unescaped(_ text: String) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                switch character {
                case "n": result.append("\n")
                case "\"", "\\", "$": result.append(character)
                default: result += "\\\(character)"
                }
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                result.append(character)
            }
        }
        return isEscaped ? result + "\\" : result
    }
}

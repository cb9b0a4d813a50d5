/// A word of a command line that is shown to be copied.
package enum ShellWord {
    /// As a POSIX shell reads it back: in quotes where it holds more than letters, digits and `. / _ -`.
    ///
    ///     ShellWord.quoted("my plans/review") == "'my plans/review'"
    package static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isPlain && !text.isEmpty
            ? text : "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
    }

    /// The same with `${NAME}` left to the shell, and `$$` for a dollar, as a configuration has them.
    package static func quotedWithVariables(_ text: String) -> String {
        var escaped = ""
        var rest = text[...]
        while let letter = rest.popFirst() {
            if letter == "$", rest.first == "$" {
                rest.removeFirst()
                escaped += "\\$"
            } else {
                if "\"\\`".contains(letter) { escaped += "\\" }
                escaped.append(letter)
            }
        }
        return "\"\(escaped)\""
    }
}

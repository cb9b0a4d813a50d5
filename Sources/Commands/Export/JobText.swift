/// Words as the formats of scheduled jobs quote them.
enum JobText {
    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: ":"):
                    true
                default: false
                }
            }
    }

    /// A word of `ExecStart=`: quoted as systemd.service(5) says, with its specifiers and variables taken literally.
    static func systemd(_ word: String) -> String {
        if isPlain(word) { return word }
        var text = "\""
        for character in word.unicodeScalars {
            switch character {
            case "\"", "\\": text += "\\\(character)"
            case "%": text += "%%"
            case "$": text += "$$"
            default: text.unicodeScalars.append(character)
            }
        }
        return text + "\""
    }

    /// An item of a setting that is a list, such as a path: quoted, with specifiers taken literally.
    static func systemdItem(_ word: String) -> String {
        if isPlain(word) { return word }
        let escaped = word.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "%": "%%"
            default: String(scalar)
            }
        }
        return "\"" + escaped.joined() + "\""
    }

    /// A path that is a whole setting: not quoted, only specifiers mean something.
    static func systemdPath(_ path: String) -> String {
        path.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
    }

    /// A word for the shell of a crontab line, in which a `%` would end the command.
    static func crontab(_ word: String) -> String {
        if isPlain(word) { return word }
        let quoted = "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
        return quoted.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "\\%")
    }

    /// A double-quoted scalar of YAML, which JSON's strings are too.
    static func yaml(_ word: String) -> String {
        var text = "\""
        for character in word.unicodeScalars {
            switch character {
            case "\"", "\\": text += "\\\(character)"
            default: text.unicodeScalars.append(character)
            }
        }
        return text + "\""
    }
}

/// What the words of `verify` and `consumer` must look like.
enum ProbeText {
    static let longestTimeout = Duration.seconds(300)

    /// `http://HOST…` or `https://HOST…`, without user, password and fragment, spaces and control characters.
    static func isWebAddress(_ text: String) -> Bool {
        guard let scheme = ["http://", "https://"].first(where: { text.hasPrefix($0) }),
            text.utf8.allSatisfy(isAddressByte)
        else { return false }
        let authority = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }
        return !authority.isEmpty && !authority.contains("@") && authority != ":"
    }

    /// `/PATH`, with a query or without.
    static func isWebPath(_ text: String) -> Bool { text.hasPrefix("/") && text.utf8.allSatisfy(isAddressByte) }

    /// `NAME=VALUE`, also several with `&` between them.
    static func isQuery(_ text: String) -> Bool {
        guard let name = text.firstIndex(of: "=").map({ text[..<$0] }), !name.isEmpty else { return false }
        return !name.contains { $0 == "&" || $0 == "?" } && text.utf8.allSatisfy(isAddressByte)
    }

    /// A method in capital letters.
    static func isMethod(_ text: String) -> Bool {
        (1...20).contains(text.utf8.count)
            && text.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte != 0x7F && byte != UInt8(ascii: "#")
    }

    /// Whether a web address is asked over TLS.
    static func usesTLS(_ address: String) -> Bool { address.hasPrefix("https://") }

    /// A token of RFC 9110, at most 128 bytes; without `$`, which would look like a variable.
    static func isHeader(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && text.utf8.allSatisfy(isTokenByte)
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    /// `Name: part of the value`, by the name in lower case; nil for anything else.
    static func headerLine(_ text: String) -> (String, String)? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let value = text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        guard isHeader(String(text[..<colon])), !value.isEmpty, !value.contains(where: \.isNewline) else { return nil }
        return (text[..<colon].lowercased(), String(value))
    }

    /// `401` or `500-599`; nil for anything else.
    static func statuses(_ text: String) -> ClosedRange<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { part in
            part.utf8.count == 3 && part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(part) : nil
        }
        guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last,
            first >= 100, last <= 599
        else { return nil }
        return first...last
    }

    /// The characters of systemd's names, at most 255, none that an option would begin with.
    static func isUnit(_ text: String) -> Bool {
        guard (1...255).contains(text.utf8.count), text.utf8.first != UInt8(ascii: "-") else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "_:.@\\-".utf8.contains(byte)
            }
        }
    }
}

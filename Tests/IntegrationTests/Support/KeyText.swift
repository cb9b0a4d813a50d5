/// Keys of the tests' format in texts: `mcp_` and 64 hexadecimal digits.
enum KeyText {
    static func keys(in text: String) -> [String] {
        let bytes = Array(text.utf8)
        let prefix = Array("mcp_".utf8)
        var keys: [String] = []
        var index = 0
        while index + prefix.count + 64 <= bytes.count {
            let digits = bytes[(index + prefix.count)..<(index + prefix.count + 64)]
            if bytes[index] == prefix[0], bytes[index...].starts(with: prefix), digits.allSatisfy(isDigit) {
                keys.append(String(decoding: prefix + digits, as: UTF8.self))
                index += prefix.count + 64
            } else {
                index += 1
            }
        }
        return keys
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}

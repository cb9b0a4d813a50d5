/// The variables that files name which could not be read as they were meant: what they stand for may be a secret.
///
/// Hooks are not given what databases are opened with, also where that is in a file with a mistake in it.
enum SecretMentions {
    /// Every variable of a text, in comments too.
    static func names(in bytes: [UInt8]) -> Set<String> { names(inLine: bytes[...]) }

    /// The variables of lines that say where a database is, or what pepper is used.
    static func secretFields(in bytes: [UInt8]) -> Set<String> {
        bytes.split(separator: UInt8(ascii: "\n")).filter { line in
            let text = String(decoding: line, as: UTF8.self)
            return ["url", "pepper", "value"].contains(where: text.contains)
        }
        .reduce(into: []) { $0.formUnion(names(inLine: $1)) }
    }

    private static func names(inLine bytes: ArraySlice<UInt8>) -> Set<String> {
        var names: Set<String> = []
        var rest = bytes
        while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            rest = rest[(dollar + 1)...]
            guard rest.first == UInt8(ascii: "{") else { continue }
            let name = rest.dropFirst().prefix { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
            if !name.isEmpty { names.insert(String(decoding: name, as: UTF8.self)) }
        }
        return names
    }
}

internal import Diagnostics
package import Model
internal import Redaction

extension KeyFormat {
    /// The format that a key made elsewhere is of; nil if no declared format has such keys.
    ///
    /// A prefix ends with `_` or `-`, unless it is among those that are known.
    package init?(of key: Secret, knownPrefixes: [String] = []) {
        let found = key.withBytes { bytes -> KeyFormat? in
            guard bytes.allSatisfy({ KeyWord.isLetter($0) }) else { return nil }
            let known = knownPrefixes.filter { bytes.starts(with: $0.utf8) }.map(\.utf8.count)
            let ends = bytes.indices.prefix(Self.longestPrefix).filter {
                bytes[$0] == UInt8(ascii: "_") || bytes[$0] == UInt8(ascii: "-")
            }
            // Hexadecimal first: every hexadecimal text is one of base64url, too.
            for encoding in [Encoding.hex, .base64url] {
                let candidates =
                    encoding == .hex ? known + ends.reversed().map { $0 + 1 } + [0] : known + ends.map { $0 + 1 } + [0]
                for count in candidates {
                    let prefix = String(decoding: bytes[..<count], as: UTF8.self)
                    let length = bytes.count - count
                    let size = encoding == .hex ? length / 2 : length * 3 / 4
                    let format = KeyFormat(prefix: prefix, bytes: size, encoding: encoding)
                    guard size >= Self.minimumBytes, format.matches(key) else { continue }
                    return format
                }
            }
            return nil
        }
        guard let found else { return nil }
        self = found
    }

    /// Behind more characters than this no one looks for the end of a prefix.
    private static let longestPrefix = 24
}

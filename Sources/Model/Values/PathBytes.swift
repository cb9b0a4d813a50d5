/// A path as the file system has it: any bytes, which need not be text.
package struct PathBytes: Hashable, Sendable {
    package let bytes: [UInt8]

    package init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    package init(_ text: String) { bytes = Array(text.utf8) }

    /// The path as text, in which each byte that is not part of UTF-8 is `\xNN`.
    package var text: String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        var text = ""
        var rest = bytes[...]
        while let first = rest.first {
            let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
            if let letter = String(validating: rest.prefix(length), as: UTF8.self) {
                text += letter
                rest = rest.dropFirst(length)
            } else {
                let digits = String(first, radix: 16)
                text += "\\x" + (digits.count < 2 ? "0" : "") + digits
                rest = rest.dropFirst()
            }
        }
        return text
    }

    /// The path of something in this folder; `.` stands for nothing.
    package func appending(_ name: some Sequence<UInt8>) -> PathBytes {
        if bytes == [UInt8(ascii: ".")] { return PathBytes(name) }
        let slash: [UInt8] = bytes.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]
        return PathBytes(bytes + slash + name)
    }

    /// Lends the path as C takes it.
    package func withCString<Result>(_ body: (UnsafePointer<CChar>?) -> Result) -> Result {
        (bytes + [0]).withUnsafeBytes { body($0.assumingMemoryBound(to: CChar.self).baseAddress) }
    }
}

extension PathBytes: Comparable {
    package static func < (left: PathBytes, right: PathBytes) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

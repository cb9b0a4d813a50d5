/// Where a dotenv file defines a variable.
struct DotenvDefinition {
    /// 1-based.
    let line: Int
    let name: Range<Int>

    /// The bytes to replace: what stands between the quotes, or the unquoted value without the space around it.
    ///
    /// Empty where there is no value.
    let value: Range<Int>

    /// What must stand between the bytes before ``value`` and a new value: nothing, `=` after a name alone, or a space
    /// after a colon.
    let separator: String

    /// Why the value cannot be replaced safely; nil if it can.
    let doubt: String?

    /// Whether the value is in quotes.
    var isQuoted = false

    /// All bytes of the lines that the definition takes up, with the end of the last one.
    ///
    /// A BOM before the first line of a file is not part of it.
    func lines(in bytes: UnsafeRawBufferPointer) -> Range<Int> {
        var start = name.lowerBound
        let first = bytes.starts(with: DotenvScanner.byteOrderMark) ? DotenvScanner.byteOrderMark.count : 0
        while start > first, !Self.isLineEnd(bytes[start - 1]) { start -= 1 }
        var end = value.upperBound
        while end < bytes.count, !Self.isLineEnd(bytes[end]) { end += 1 }
        if end < bytes.count {
            let isPair =
                bytes[end] == UInt8(ascii: "\r") && end + 1 < bytes.count && bytes[end + 1] == UInt8(ascii: "\n")
            end += isPair ? 2 : 1
        }
        return start..<end
    }

    static func isLineEnd(_ byte: UInt8?) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}

/// Something in a dotenv file after which readers do not agree on where lines begin.
struct DotenvHazard {
    /// 1-based; the last line of what is doubtful.
    let line: Int
    let what: String
    /// Whether the doubt ends with the next line, rather than with the file.
    var isNextLineOnly = false
}

/// Why a dotenv file cannot be read.
struct DotenvError: Error {
    /// 1-based.
    let line: Int
    let what: String
    /// Whether the file is none at all, rather than written in a way that is read in several.
    var isBinary = false
}

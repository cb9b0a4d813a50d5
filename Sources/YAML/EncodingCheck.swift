internal import Diagnostics

/// Refuses bytes that are no text, before libyaml sees them: with the place, which libyaml gives only as an offset.
///
/// Also refuses characters that move the lines which editors and libyaml count apart (U+0085, U+2028, U+2029), and
/// control characters.
enum EncodingCheck {
    static func run(_ bytes: UnsafeBufferPointer<UInt8>, file: String) throws(Diagnostic) {
        if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) { throw .utf16(file) }
        var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                if byte >= 0x20 && byte != 0x7F || byte == 0x0A || byte == 0x09 || byte == 0x0D {
                    index += 1
                    continue
                }
                throw .controlCharacter(UInt32(byte), location(of: index, in: bytes, file))
            }
            guard let (scalar, length) = decode(bytes, at: index) else {
                throw .invalidEncoding(byte: byte, offset: index, location(of: index, in: bytes, file))
            }
            switch scalar {
            case 0x80..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF:
                throw .controlCharacter(scalar, location(of: index, in: bytes, file))
            default: index += length
            }
        }
    }

    /// One well-formed UTF-8 sequence of two to four bytes (Unicode, table 3-7); nil for anything else.
    private static func decode(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (scalar: UInt32, length: Int)? {
        let first = bytes[index]
        let length: Int
        var scalar: UInt32
        switch first {
        case 0xC2...0xDF: (length, scalar) = (2, UInt32(first & 0x1F))
        case 0xE0...0xEF: (length, scalar) = (3, UInt32(first & 0x0F))
        case 0xF0...0xF4: (length, scalar) = (4, UInt32(first & 0x07))
        default: return nil
        }
        guard index + length <= bytes.count else { return nil }
        for offset in 1..<length {
            let byte = bytes[index + offset]
            guard byte & 0xC0 == 0x80 else { return nil }
            scalar = scalar << 6 | UInt32(byte & 0x3F)
        }
        let isShortest = length == 2 || length == 3 && scalar >= 0x800 || length == 4 && scalar >= 0x1_0000
        guard isShortest, Unicode.Scalar(scalar) != nil else { return nil }
        return (scalar, length)
    }

    /// Line and column of a byte that only well-formed text is before.
    private static func location(of offset: Int, in bytes: UnsafeBufferPointer<UInt8>, _ file: String) -> SourceLocation
    {
        var line = 1
        var column = 1
        for index in (bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)..<offset {
            switch bytes[index] {
            case UInt8(ascii: "\r") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n"): continue
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): (line, column) = (line + 1, 1)
            case 0x80..<0xC0: continue
            default: column += 1
            }
        }
        return SourceLocation(file: file, line: line, column: column)
    }
}

internal import Model

/// The first entry of a tar archive, as the engine makes them of one file.
enum TarEntry {
    case file(Secret)
    /// A symbolic link, and where it leads.
    case link(String)
    case other

    private static let block = 512

    /// Nil if the bytes are no archive.
    ///
    /// Headers of extensions, which stand before the entry that they are about, are ignored.
    init?(first archive: UnsafeRawBufferPointer) {
        var rest = archive[...]
        while rest.count >= Self.block {
            let header = UnsafeRawBufferPointer(rebasing: rest.prefix(Self.block))
            guard header[257..<262].elementsEqual("ustar".utf8), let size = Self.number(header[124..<136]) else {
                return nil
            }
            let content = rest.dropFirst(Self.block)
            switch header[156] {
            case UInt8(ascii: "x"), UInt8(ascii: "g"), UInt8(ascii: "L"), UInt8(ascii: "K"):
                rest = content.dropFirst((size + Self.block - 1) / Self.block * Self.block)
            case UInt8(ascii: "0"), 0:
                guard content.count >= size else { return nil }
                self = .file(Secret(UnsafeRawBufferPointer(rebasing: content.prefix(size))))
                return
            case UInt8(ascii: "2"):
                self = .link(String(decoding: header[157..<257].prefix { $0 != 0 }, as: UTF8.self))
                return
            default:
                self = .other
                return
            }
        }
        return nil
    }

    /// Octal digits, ended by a space or a zero byte; nothing that is read here is as large as twelve of them say.
    private static func number(_ field: Slice<UnsafeRawBufferPointer>) -> Int? {
        let digits = field.drop { $0 == UInt8(ascii: " ") }.prefix { $0 != 0 && $0 != UInt8(ascii: " ") }
        guard let number = Int(String(decoding: digits, as: UTF8.self), radix: 8), number >= 0 else { return nil }
        return number
    }
}

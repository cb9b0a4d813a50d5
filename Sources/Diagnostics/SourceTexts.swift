/// The texts of the files that the user wrote, for showing the lines that diagnostics point at.
///
/// Each is read when a line of it is to be shown, which few runs do: environment files are large. Nothing of them is
/// shown except by ``Snippet``, which masks passwords.
package struct SourceTexts: Sendable {
    private var files: [String: @Sendable () -> [UInt8]?] = [:]

    package init() {}

    /// `file` is the name that locations carry; `bytes` should give UTF-8, what is not is shown as U+FFFD, and nil where
    /// the text is not any more what locations point into.
    package mutating func add(_ file: String, _ bytes: @escaping @Sendable () -> [UInt8]?) { files[file] = bytes }

    package func bytes(of file: String) -> [UInt8]? { files[file]?() }
}

/// Where the lines of one text begin, found once: many diagnostics may point into one large file.
struct LineIndex {
    private let bytes: [UInt8]
    private let starts: [Int]

    /// Lines end with LF, CR LF or CR.
    ///
    /// A UTF-8 byte order mark belongs to no line.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
        for index in bytes.indices {
            switch bytes[index] {
            case UInt8(ascii: "\n"): starts.append(index + 1)
            case UInt8(ascii: "\r") where index + 1 == bytes.count || bytes[index + 1] != UInt8(ascii: "\n"):
                starts.append(index + 1)
            default: break
            }
        }
        self.starts = starts
    }

    /// The bytes of a 1-based line without its end; nil if there is no such line.
    subscript(line: Int) -> ArraySlice<UInt8>? {
        guard starts.indices.contains(line - 1) else { return nil }
        var slice = bytes[starts[line - 1]..<(line < starts.count ? starts[line] : bytes.count)]
        while let last = slice.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { slice.removeLast() }
        return slice
    }
}

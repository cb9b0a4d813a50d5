internal import Model

/// What is behind an unquoted value in a line of a dotenv file.
///
/// Compose and most libraries take it off. The Docker CLI's `--env-file` hands spaces, tabs and comments on as a part of
/// the value, and a shell a carriage return; servers compare exactly. A carriage return without a line feed ends a line for
/// neither of the first two: what stands around it is one value to them.
package enum ValuePadding: Comparable, Sendable {
    /// Quotes are around it, which the Docker CLI passes on as well; others take them off, so they are in use.
    case quotes
    /// Not `NAME=` is before it: a colon, a space at the sign, or a byte order mark before the name.
    case notation
    /// The line ends in CRLF.
    case carriageReturn
    /// A comment, with the space before it.
    case comment
    /// Spaces or tabs.
    case space
    /// The line, or the one before it, ends in CR alone.
    case bareCarriageReturn

    /// The worst of each identity's values.
    static func all(of entries: [Fragment.DotenvEntry], in content: Secret) -> [Int: ValuePadding] {
        guard let found = try? DotenvEditor.definitions(in: content, of: entries, "", "") else { return [:] }
        return content.withBytes { bytes in
            var paddings: [Int: ValuePadding] = [:]
            for (entry, definitions) in zip(entries, found) {
                func note(_ padding: ValuePadding) {
                    paddings[entry.identity] = max(paddings[entry.identity] ?? padding, padding)
                }
                for definition in definitions where !definition.value.isEmpty {
                    if definition.isQuoted { note(.quotes) }
                    if Self.isUnusual(definition, in: bytes) { note(.notation) }
                    let isWithinLine = Self.isWithinLine(definition.value.lowerBound, in: bytes)
                    guard
                        let padding = isWithinLine
                            ? .bareCarriageReturn
                            : ValuePadding(behind: definition.value.upperBound, definition.isQuoted, in: bytes)
                    else { continue }
                    note(padding)
                }
            }
            return paddings
        }
    }

    /// Whether something else than a name and `=`, and perhaps a quote, is before the value.
    private static func isUnusual(_ definition: DotenvDefinition, in bytes: UnsafeRawBufferPointer) -> Bool {
        let mark = DotenvScanner.byteOrderMark
        if definition.name.lowerBound == mark.count, bytes.starts(with: mark) { return true }
        let between = bytes[definition.name.upperBound..<definition.value.lowerBound]
        return between.first != UInt8(ascii: "=") || between.count > (definition.isQuoted ? 2 : 1)
    }

    /// Whether readers that know line feeds alone take a definition for a part of another line.
    private static func isWithinLine(_ place: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
        bytes[..<place].last { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } == UInt8(ascii: "\r")
    }

    /// Nil if the line, or the file, ends at `end`, or after the quote there.
    ///
    /// What passes on a space or a comment behind a quote passes on the quote.
    private init?(behind value: Int, _ isQuoted: Bool, in bytes: UnsafeRawBufferPointer) {
        let end = isQuoted ? value + 1 : value
        guard end < bytes.count else { return nil }
        switch bytes[end] {
        case UInt8(ascii: "\r"):
            let ends = end + 1 == bytes.count || bytes[end + 1] == UInt8(ascii: "\n")
            self = ends ? .carriageReturn : .bareCarriageReturn
        case UInt8(ascii: " ") where !isQuoted, UInt8(ascii: "\t") where !isQuoted:
            let next = bytes[end...].first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
            self = next == UInt8(ascii: "#") ? .comment : .space
        default: return nil
        }
    }
}

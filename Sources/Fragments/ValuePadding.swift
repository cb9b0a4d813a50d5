internal import Model

/// What stands behind an unquoted value in a line of a dotenv file.
///
/// Compose and most libraries take it off. The Docker CLI's `--env-file` hands spaces, tabs and comments on as a part of
/// the value, and a shell a carriage return; servers compare exactly.
package enum ValuePadding: Comparable, Sendable {
    /// The lines of the file end in CRLF or CR.
    case carriageReturn
    /// A comment, with the space before it.
    case comment
    /// Spaces or tabs.
    case space

    /// The worst of each identity's values.
    static func all(of entries: [Fragment.DotenvEntry], in content: Secret) -> [Int: ValuePadding] {
        guard let found = try? DotenvEditor.definitions(in: content, of: entries, "", "") else { return [:] }
        return content.withBytes { bytes in
            var paddings: [Int: ValuePadding] = [:]
            for (entry, definitions) in zip(entries, found) {
                for definition in definitions where !definition.value.isEmpty {
                    guard let padding = ValuePadding(behind: definition.value.upperBound, in: bytes) else { continue }
                    paddings[entry.identity] = max(paddings[entry.identity] ?? padding, padding)
                }
            }
            return paddings
        }
    }

    /// Nil where the line, or the file, ends at `end`, and behind a quote.
    private init?(behind end: Int, in bytes: UnsafeRawBufferPointer) {
        guard end < bytes.count else { return nil }
        switch bytes[end] {
        case UInt8(ascii: "\r"): self = .carriageReturn
        case UInt8(ascii: " "), UInt8(ascii: "\t"):
            let next = bytes[end...].first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
            self = next == UInt8(ascii: "#") ? .comment : .space
        default: return nil
        }
    }
}

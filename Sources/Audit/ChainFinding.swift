/// Something about a chain that is not as it was written.
package enum ChainFinding: Hashable, Sendable {
    /// No line of an audit file.
    case unreadable(line: Int)
    /// Its hash is not that of its bytes.
    case edited(line: Int, sequence: Int64)
    /// Lines are missing before it.
    case gap(line: Int, missing: ClosedRange<Int64>)
    /// It stands twice, or not in its place.
    case repeated(line: Int, sequence: Int64)
    /// It follows another line than the one before it.
    case broken(line: Int)
    /// It is about another environment.
    case foreign(line: Int, environment: String)
    /// The end is gone: someone remembers a later one.
    case truncated(RememberedHead, last: Int64)
    /// A remembered line is another one.
    case rewritten(RememberedHead, line: Int)
    /// The last line has no end: the writer crashed. The next run fixes it.
    case torn(line: Int)

    /// A stable name for programs.
    package var code: String {
        switch self {
        case .unreadable: "unreadable"
        case .edited: "edited"
        case .gap: "gap"
        case .repeated: "repeated"
        case .broken: "broken"
        case .foreign: "foreign"
        case .truncated: "truncated"
        case .rewritten: "rewritten"
        case .torn: "torn"
        }
    }

    /// Counted from 1; nil if it is about what is not there.
    package var line: Int? {
        switch self {
        case .unreadable(let line), .edited(let line, _), .gap(let line, _), .repeated(let line, _),
            .broken(let line), .foreign(let line, _), .rewritten(_, let line), .torn(let line):
            line
        case .truncated: nil
        }
    }
}

/// Something about a chain that is worth knowing and in order.
package enum ChainNote: Hashable, Sendable {
    /// A line that a crash cut off, as the line behind it says.
    case mended(line: Int)
}

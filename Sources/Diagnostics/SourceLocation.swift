/// A place in a file that the user wrote, to point at in a message.
package struct SourceLocation: Hashable, Sendable, Codable {
    /// The file as the user would name it: relative to where the command was started, where that is shorter.
    package let file: String

    // Of 32 bits: a fleet has a hundred thousand places in memory.
    private let row: UInt32
    private let place: UInt32
    private let size: UInt32

    private enum CodingKeys: String, CodingKey {
        case file
        case row = "line"
        case place = "column"
        case size = "length"
    }

    package init(file: String, line: Int, column: Int, length: Int = 1) {
        self.file = file
        row = UInt32(clamping: line)
        place = UInt32(clamping: column)
        size = UInt32(clamping: max(1, length))
    }

    /// 1-based.
    package var line: Int { Int(row) }

    /// 1-based, counted in Unicode scalars as editors count them.
    package var column: Int { Int(place) }

    /// How many scalars to underline; at least 1.
    package var length: Int { Int(size) }
}

extension SourceLocation: CustomStringConvertible {
    /// `file:line:column`, the form that editors and CI logs make clickable.
    package var description: String { "\(file):\(line):\(column)" }
}

extension SourceLocation: Comparable {
    /// By file, then downwards through it.
    package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

/// A place in a file that the user wrote, to point at in a message.
package struct SourceLocation: Hashable, Sendable, Codable {
    /// The file as the user would name it: relative to where the command was started, where that is shorter.
    package let file: String

    /// 1-based.
    package let line: Int

    /// 1-based, counted in Unicode scalars as editors count them.
    package let column: Int

    /// How many scalars to underline; at least 1.
    package let length: Int

    package init(file: String, line: Int, column: Int, length: Int = 1) {
        self.file = file
        self.line = line
        self.column = column
        self.length = max(1, length)
    }
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

internal import Delivery
internal import Glibc

/// A file of declarations that something is appended to; every byte that is in it stays.
struct DeclarationFile {
    /// Why nothing can be appended, in a clause.
    struct Problem: Error {
        let reason: String
    }

    private let lines: [Substring]
    private let text: String

    init(_ text: String) {
        self.text = text
        // By scalars: of characters a line feed behind a carriage return is none.
        lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { Substring($0) }
    }

    /// The file with more entries of a field behind those that are there; `block` makes them for an indent.
    ///
    /// - Throws: ``Problem`` where the field is not written as a block.
    func appending(to field: String, _ block: (_ indent: String) -> String) throws(Problem) -> String {
        let lineBreak = text.contains("\r\n") ? "\r\n" : "\n"
        func written(_ text: String) -> String { lineBreak == "\n" ? text : text.replacing("\n", with: lineBreak) }
        guard let start = lines.firstIndex(where: { Self.isKey(field, $0) }) else {
            let end = text.isEmpty || text.unicodeScalars.last == "\n" ? "" : lineBreak
            return text + end + written((text.isEmpty ? "" : "\n") + "\(field):\n" + block("  "))
        }
        let rest = lines[start].dropFirst(field.count + 1).prefix { $0 != "#" }
        // An empty map or list, as `init --from` writes where everything is in the defaults.
        if ["{}", "[]"].contains(rest.filter { !$0.isWhitespace }) {
            var emptied = lines
            let comment = lines[start].dropFirst(field.count + 1 + rest.count)
            // Without a space in front of it, it would be part of the name.
            emptied[start] = "\(field):" + (comment.isEmpty ? rest.last == "\r" ? "\r" : "" : " " + comment)
            return try DeclarationFile(emptied.joined(separator: "\n")).appending(to: field, block)
        }
        guard rest.allSatisfy(\.isWhitespace) else { throw Problem(reason: "`\(field)` is not written as a block") }
        let end = lines[(start + 1)...].firstIndex { Self.isTop($0) } ?? lines.count
        let body = lines[(start + 1)..<end]
        let first = body.first { !Self.isBlank($0) && !$0.drop(while: \.isWhitespace).hasPrefix("#") }
        let indent = first.map { String($0.prefix { $0 == " " }) } ?? "  "
        // Behind the last line that belongs to the block: comments below it may belong to what follows.
        let last = body.lastIndex { !Self.isBlank($0) && ($0.hasPrefix(" ") || $0.hasPrefix("-")) } ?? start
        let before = lines[...last].joined(separator: "\n")
        let after = lines[(last + 1)...].joined(separator: "\n")
        let separator = last == lines.count - 1 ? lineBreak : "\n"
        return before + separator + written(block(indent)) + after
    }

    private static func isKey(_ name: String, _ line: Substring) -> Bool { line.hasPrefix("\(name):") }

    private static func isBlank(_ line: Substring) -> Bool { line.allSatisfy(\.isWhitespace) }

    /// A line of the file's own map.
    private static func isTop(_ line: Substring) -> Bool {
        guard let first = line.first else { return false }
        return !first.isWhitespace && first != "#" && first != "-"
    }

    /// Puts a file's new text in its place at once, with its mode and its owner; a link to it stays.
    ///
    /// - Throws: ``ReplacedFile/Problem``.
    static func replace(_ path: String, with text: String) throws(ReplacedFile.Problem) {
        guard let resolved = realpath(path, nil) else {
            throw ReplacedFile.Problem(reason: String(cString: strerror(errno)))
        }
        defer { free(resolved) }
        try ReplacedFile(at: String(cString: resolved)).write(text.utf8, keepingOwner: true)
    }
}

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
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The file with more entries of a field behind those that are there; `block` makes them for an indent.
    ///
    /// - Throws: ``Problem`` where the field is not written as a block.
    func appending(to field: String, _ block: (_ indent: String) -> String) throws(Problem) -> String {
        let lineBreak = text.contains("\r\n") ? "\r\n" : "\n"
        func written(_ text: String) -> String { lineBreak == "\n" ? text : text.replacing("\n", with: lineBreak) }
        guard let start = lines.firstIndex(where: { Self.isKey(field, $0) }) else {
            let end = text.isEmpty || text.hasSuffix("\n") ? "" : lineBreak
            return text + end + written((text.isEmpty ? "" : "\n") + "\(field):\n" + block("  "))
        }
        let rest = lines[start].dropFirst(field.count + 1).prefix { $0 != "#" }
        // An empty map or list, as `init --from` writes where everything is in the defaults.
        if ["{}", "[]"].contains(rest.filter { !$0.isWhitespace }) {
            var emptied = lines
            emptied[start] = "\(field):" + lines[start].dropFirst(field.count + 1 + rest.count)
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

    /// Puts a file's new text in its place at once, with its mode and its owner.
    ///
    /// - Returns: an `errno`; nil where it was written.
    static func replace(_ path: String, with text: String) -> Int32? {
        guard let resolved = realpath(path, nil) else { return errno }
        let target = String(cString: resolved)
        free(resolved)
        var status = stat()
        guard stat(target, &status) == 0 else { return errno }
        let temporary = "\(target).keyturn-\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return errno }
        var bytes = Array(text.utf8)[...]
        var failure: Int32?
        while !bytes.isEmpty, failure == nil {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { failure = errno }
            if count > 0 { bytes = bytes.dropFirst(count) }
        }
        if failure == nil, fchown(descriptor, status.st_uid, status.st_gid) != 0, errno != EPERM { failure = errno }
        if failure == nil, fchmod(descriptor, status.st_mode & 0o7777) != 0 { failure = errno }
        if failure == nil, fsync(descriptor) != 0 { failure = errno }
        close(descriptor)
        if failure == nil, rename(temporary, target) != 0 { failure = errno }
        if failure != nil { unlink(temporary) }
        return failure
    }
}

internal import Diagnostics
internal import Model

/// Changes the values of declared variables in a dotenv file that users own, or removes their lines, and changes not one
/// other byte.
struct DotenvEditor {
    private let content: Secret
    private let entries: [Fragment.DotenvEntry]
    /// By entry; nil where the file does not define the variable.
    private let definitions: [DotenvDefinition?]

    /// - Throws: where the file cannot be edited safely: a variable is defined twice, a quote is never closed, or
    ///   readers would not agree where the value ends.
    init(
        _ content: Secret,
        _ entries: [Fragment.DotenvEntry],
        path: String,
        address: String
    ) throws(Diagnostic) {
        let found = try Self.definitions(in: content, of: entries, path, address)
        for (entry, all) in zip(entries, found) where all.count > 1 {
            throw .dotenvTwice(path, entry.variable, lines: all.map(\.line), address)
        }
        for definition in found.lazy.compactMap(\.first) {
            guard let doubt = definition.doubt else { continue }
            throw .dotenvSyntax(path, line: definition.line, doubt, address)
        }
        self.content = content
        self.entries = entries
        definitions = found.map(\.first)
    }

    /// The value that an entry has now; nil where the file does not define its variable.
    func value<Result>(at entry: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        definitions[entry].map { definition in
            content.withBytes { body(UnsafeRawBufferPointer(rebasing: $0[definition.value])) }
        }
    }

    /// What is done about an identity's entries.
    enum Edit {
        /// The value becomes this key, inside the quotes where there are any; a variable that the file does not define
        /// is added at its end, on a line of its own, with the line ends that the file has.
        case set(CurrentKey)
        /// The line goes, with its end, and all lines of a value that has several.
        case remove
        case keep
    }

    /// The file with other values; `edit` is asked by identity.
    func edited(_ edit: (Int) -> Edit) -> Secret {
        let edits = zip(entries, definitions)
            .compactMap { entry, definition in definition.map { ($0, edit(entry.identity)) } }
            .sorted { $0.0.value.lowerBound < $1.0.value.lowerBound }
        return content.withBytes { bytes in
            var text = SecretBuilder(capacity: bytes.count + entries.count * 128)
            var position = 0
            var isEndRemoved = false
            for (definition, edit) in edits {
                switch edit {
                case .set(let key):
                    text.append(UnsafeRawBufferPointer(rebasing: bytes[position..<definition.value.lowerBound]))
                    text.append(definition.separator)
                    text.append(key.secret)
                    position = definition.value.upperBound
                case .remove:
                    let lines = definition.lines(in: bytes)
                    text.append(UnsafeRawBufferPointer(rebasing: bytes[position..<lines.lowerBound]))
                    position = lines.upperBound
                    isEndRemoved = position == bytes.count
                case .keep: continue
                }
            }
            text.append(UnsafeRawBufferPointer(rebasing: bytes[position...]))
            let end = Self.lineEnd(of: bytes)
            // Without its last line a file ends with the end of a line, or is empty.
            var isOpen = !Self.isEmpty(bytes) && !isEndRemoved && !DotenvDefinition.isLineEnd(bytes.last)
            for (entry, definition) in zip(entries, definitions) where definition == nil {
                guard case .set(let key) = edit(entry.identity) else { continue }
                if isOpen { text.append(end) }
                isOpen = false
                text.append(entry.variable)
                text.append(UInt8(ascii: "="))
                text.append(key.secret)
                text.append(end)
            }
            return text.finish()
        }
    }

    /// All definitions of each entry's variable, in the order of the entries.
    static func definitions(
        in content: Secret,
        of entries: [Fragment.DotenvEntry],
        _ path: String,
        _ address: String
    ) throws(Diagnostic) -> [[DotenvDefinition]] {
        let index = Dictionary(
            entries.enumerated().map { ($0.element.variable, $0.offset) },
            uniquingKeysWith: { first, _ in first }
        )
        var found = [[DotenvDefinition]](repeating: [], count: entries.count)
        do throws(DotenvError) {
            try content.withBytes { bytes throws(DotenvError) in
                try DotenvScanner.scan(bytes) { definition in
                    let name = String(decoding: bytes[definition.name], as: UTF8.self)
                    if let entry = index[name] { found[entry].append(definition) }
                }
            }
        } catch {
            if error.isBinary { throw .dotenvBinary(path, line: error.line, error.what, address) }
            throw .dotenvSyntax(path, line: error.line, error.what, address)
        }
        return found
    }

    /// Nothing, or nothing but a BOM.
    private static func isEmpty(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.isEmpty || bytes.elementsEqual(DotenvScanner.byteOrderMark)
    }

    /// The first line's; LF where there is none.
    private static func lineEnd(of bytes: UnsafeRawBufferPointer) -> String {
        guard let index = bytes.firstIndex(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) else {
            return "\n"
        }
        if bytes[index] == UInt8(ascii: "\n") { return "\n" }
        return index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n") ? "\r\n" : "\r"
    }
}

internal import Diagnostics
internal import Model

/// Changes the values of declared variables in a dotenv file that users own, or removes their lines, and changes not one
/// other byte.
struct DotenvEditor {
    private let content: Secret
    private let entries: [Fragment.DotenvEntry]
    /// By entry; nil if the file does not define the variable.
    private let definitions: [DotenvDefinition?]

    /// - Throws: where the file cannot be edited safely: it is encrypted or of another format, a variable is defined
    ///   twice, a quote is never closed, readers would not agree where a definition begins or its value ends, or a shell
    ///   that sources the file may end up with another value.
    init(
        _ content: Secret,
        _ entries: [Fragment.DotenvEntry],
        path: String,
        address: String
    ) throws(Diagnostic) {
        if let foreign = content.withBytes({ ForeignFormat.of($0) }) {
            throw .dotenvForeign(path, foreign, address)
        }
        let scan = try Self.scan(content, path, address)
        let found = Self.definitions(scan.definitions, of: entries, in: content)
        // A variable that is not defined yet is added after the last line.
        let end = content.withBytes { Self.lineCount($0) } + 1
        let places = Set(found.map { $0.first?.line ?? end })
        try content.withBytes { bytes throws(Diagnostic) in
            let review = DotenvReview(bytes, scan.definitions, places, names: Set(entries.map(\.variable)))
            if let format = review.format { throw .dotenvForeign(path, .other(format), address) }
            if let line = review.bareReturn { throw .dotenvSyntax(path, line: line, DotenvReview.bareReturn, address) }
            for (entry, all) in zip(entries, found) where all.count > 1 {
                throw .dotenvTwice(path, entry.variable, lines: all.map(\.line), address)
            }
            for definition in found.lazy.compactMap(\.first) {
                guard let doubt = definition.doubt ?? review.doubt(about: definition) else { continue }
                throw .dotenvSyntax(path, line: definition.line, doubt, address)
            }
            for hazard in scan.hazards {
                let isAbove =
                    hazard.isNextLineOnly ? places.contains(hazard.line + 1) : places.contains { $0 > hazard.line }
                if isAbove || review.isNamedInQuotes(behind: hazard) {
                    throw .dotenvSyntax(path, line: hazard.line, hazard.what, address)
                }
            }
            switch review.doubt() {
            case .line(let line, let what): throw .dotenvLine(path, line: line, what, address)
            case .script(let line, let what): throw .dotenvScript(path, line: line, what, address)
            case .syntax(let line, let what): throw .dotenvSyntax(path, line: line, what, address)
            case nil: break
            }
        }
        self.content = content
        self.entries = entries
        definitions = found.map(\.first)
    }

    /// The value that an entry has now; nil if the file does not define its variable.
    func value<Result>(at entry: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        definitions[entry].map { definition in
            content.withBytes { body(UnsafeRawBufferPointer(rebasing: $0[definition.value])) }
        }
    }

    /// What is done about an identity's entries.
    enum Edit {
        /// The value becomes the entry's part of this key, inside the quotes where there are any; a variable that the file does not define
        /// is added at its end, on a line of its own, with the line ends that the file has.
        case set(CurrentKey)
        /// The line goes, with its end, and all lines of a value that has several.
        case remove
        case keep
    }

    /// The file with other values; `edit` is asked by identity.
    func edited(_ edit: (Int) -> Edit) -> Secret {
        let edits = zip(entries, definitions)
            .compactMap { entry, definition in definition.map { ($0, entry.part, edit(entry.identity)) } }
            .sorted { $0.0.value.lowerBound < $1.0.value.lowerBound }
        return content.withBytes { bytes in
            var text = SecretBuilder(capacity: bytes.count + entries.count * 128)
            var position = 0
            var isEndRemoved = false
            for (definition, part, edit) in edits {
                switch edit {
                case .set(let key):
                    guard let value = key.text(of: part) else { continue }
                    text.append(UnsafeRawBufferPointer(rebasing: bytes[position..<definition.value.lowerBound]))
                    text.append(definition.separator)
                    text.append(value)
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
            // What follows a BOM in its line is not the variable to those who do not know one.
            var isOpen = !bytes.isEmpty && !isEndRemoved && !DotenvDefinition.isLineEnd(bytes.last)
            for (entry, definition) in zip(entries, definitions) where definition == nil {
                guard case .set(let key) = edit(entry.identity), let value = key.text(of: entry.part) else { continue }
                if isOpen { text.append(end) }
                isOpen = false
                text.append(entry.variable)
                text.append(UInt8(ascii: "="))
                text.append(value)
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
        definitions(try scan(content, path, address).definitions, of: entries, in: content)
    }

    private static func definitions(
        _ all: [DotenvDefinition],
        of entries: [Fragment.DotenvEntry],
        in content: Secret
    ) -> [[DotenvDefinition]] {
        let index = Dictionary(
            entries.enumerated().map { ($0.element.variable, $0.offset) },
            uniquingKeysWith: { first, _ in first }
        )
        var found = [[DotenvDefinition]](repeating: [], count: entries.count)
        content.withBytes { bytes in
            for definition in all {
                let name = String(decoding: bytes[definition.name], as: UTF8.self)
                if let entry = index[name] { found[entry].append(definition) }
            }
        }
        return found
    }

    private static func scan(
        _ content: Secret,
        _ path: String,
        _ address: String
    ) throws(Diagnostic) -> (definitions: [DotenvDefinition], hazards: [DotenvHazard]) {
        var definitions: [DotenvDefinition] = []
        var hazards: [DotenvHazard] = []
        do throws(DotenvError) {
            try content.withBytes { bytes throws(DotenvError) in
                try DotenvScanner.scan(bytes, hazard: { hazards.append($0) }) { definitions.append($0) }
            }
        } catch {
            if error.isBinary { throw .dotenvBinary(path, line: error.line, error.what, address) }
            throw .dotenvSyntax(path, line: error.line, error.what, address)
        }
        return (definitions, hazards)
    }

    /// How many lines there are; what follows the last end is one.
    private static func lineCount(_ bytes: UnsafeRawBufferPointer) -> Int {
        var count = 0
        for index in bytes.indices where DotenvDefinition.isLineEnd(bytes[index]) {
            let isPair = index > 0 && bytes[index] == UInt8(ascii: "\n") && bytes[index - 1] == UInt8(ascii: "\r")
            if !isPair { count += 1 }
        }
        return DotenvDefinition.isLineEnd(bytes.last) || bytes.isEmpty ? count : count + 1
    }

    /// The first line's; LF where there is none.
    private static func lineEnd(of bytes: UnsafeRawBufferPointer) -> String {
        bytes.first(where: { DotenvDefinition.isLineEnd($0) }) == UInt8(ascii: "\r") ? "\r\n" : "\n"
    }
}

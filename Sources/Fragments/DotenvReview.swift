internal import Redaction

/// Judges whether a file is a dotenv file that all its readers read alike, and whether a shell that sources it ends up
/// with the declared variables as their lines say.
///
/// Each line is blank, a comment, `NAME=value`, `export NAME=value`, `NAME`, or a shell's command that is known to leave
/// other variables alone. Any other line is doubt: the file may be of another format, or a script that does anything.
struct DotenvReview {
    enum Doubt {
        /// The file is not a dotenv file.
        case line(Int, String)
        /// What a shell makes of the file is not known.
        case script(Int, String)
        /// A line is not read alike.
        case syntax(Int, String)
    }

    private let bytes: UnsafeRawBufferPointer
    private let definitions: [DotenvDefinition]
    private let shell: ShellReading
    /// The lines of the declared variables; those that are to be added are behind the last one.
    private let places: Set<Int>
    private let names: Set<String>
    private let hasMark: Bool
    /// The lines of `NAME=…` that end with their line.
    private let plain: Set<Int>
    /// Those, and all others of definitions that are read alike.
    private let covered: Set<Int>
    /// Whether all lines that are not blank and not comments are plain.
    private let isPlain: Bool
    /// Lines that are not blank, not comments and not covered, and begin outside of a shell's words.
    private let others: [Int]

    init(
        _ bytes: UnsafeRawBufferPointer,
        _ definitions: [DotenvDefinition],
        _ places: Set<Int>,
        names: Set<String>
    ) {
        self.bytes = bytes
        self.definitions = definitions
        self.places = places
        self.names = names
        shell = ShellReading(bytes)
        hasMark = bytes.starts(with: DotenvScanner.byteOrderMark)
        var covered: Set<Int> = []
        var plain: Set<Int> = []
        for definition in definitions {
            switch Self.notation(of: definition, in: bytes) {
            case .plain:
                let ends = bytes[definition.value].count { $0 == UInt8(ascii: "\n") }
                if ends == 0 { plain.insert(definition.line) }
                covered.formUnion(definition.line...definition.line + ends)
            case .bare: covered.insert(definition.line)
            case .colon, .spaced: continue
            }
        }
        self.plain = plain
        self.covered = covered
        let texts = Self.texts(in: bytes)
        isPlain = texts.allSatisfy { plain.contains($0) }
        others = texts.filter { [shell] in !covered.contains($0) && shell.inner[$0] == nil }
    }

    /// The lines that are neither blank nor comments.
    private static func texts(in bytes: UnsafeRawBufferPointer) -> [Int] {
        var lines: [Int] = []
        var position = bytes.starts(with: DotenvScanner.byteOrderMark) ? DotenvScanner.byteOrderMark.count : 0
        var line = 1
        while position < bytes.count {
            let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let first = bytes[position..<end].first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0d }
            if let first, first != UInt8(ascii: "#") { lines.append(line) }
            position = end + 1
            line += 1
        }
        return lines
    }

    // MARK: - Format

    private enum Notation { case plain, bare, colon, spaced }

    private func notation(of definition: DotenvDefinition) -> Notation { Self.notation(of: definition, in: bytes) }

    private static func notation(of definition: DotenvDefinition, in bytes: UnsafeRawBufferPointer) -> Notation {
        let end = definition.name.upperBound
        guard end < bytes.count else { return .bare }
        if bytes[end] == UInt8(ascii: "=") { return .plain }
        if bytes[end] == UInt8(ascii: ":") { return .colon }
        return definition.value.lowerBound > end ? .spaced : .bare
    }

    /// What a file looks like in which no line is `NAME=value` and some give a value otherwise.
    var format: String? {
        let notations = Set(definitions.map { notation(of: $0) })
        if notations.contains(.plain) { return nil }
        if notations.contains(.spaced) { return "TOML, INI or program code" }
        return notations.contains(.colon) ? "YAML" : nil
    }

    static let bareReturn = "a carriage return alone ends a line for some readers, and not for others"

    /// The first line that ends in a carriage return without a line feed.
    var bareReturn: Int? {
        var line = 1
        for index in bytes.indices {
            if bytes[index] == UInt8(ascii: "\n") { line += 1 }
            let isPair = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
            if bytes[index] == UInt8(ascii: "\r"), !isPair { return line }
        }
        return nil
    }

    private static let colon = "not all readers know a colon in place of `=`"
    private static let space = "not all readers allow space before `=`"

    /// Why the name of a declared variable is not read alike.
    func doubt(about definition: DotenvDefinition) -> String? {
        switch notation(of: definition) {
        case .colon: return Self.colon
        case .spaced: return Self.space
        case .plain, .bare: break
        }
        let isFirst = hasMark && !bytes[..<definition.name.lowerBound].contains(UInt8(ascii: "\n"))
        return isFirst ? "a byte order mark is before the name, which not all readers ignore" : nil
    }

    /// Whether a quoted value below names a declared variable: who reads on in the wrong line takes it for a definition.
    func isNamedInQuotes(behind hazard: DotenvHazard) -> Bool {
        definitions.contains { definition in
            guard definition.line > hazard.line, definition.isQuoted else { return false }
            let value = bytes[definition.value]
            let words = value.split { $0 == UInt8(ascii: "-") || !KeyWord.isLetter($0) }
            return words.contains { names.contains(String(decoding: $0, as: UTF8.self)) }
        }
    }

    // MARK: - What a shell makes of it

    func doubt() -> Doubt? {
        doubtAboutPlaces ?? doubtAboutMentions ?? doubtAboutWords ?? doubtAboutCommands ?? doubtAboutLines
    }

    private var doubtAboutPlaces: Doubt? {
        for place in places.sorted() {
            if let (line, what) = shell.held[place] { return .script(line, what) }
            if let line = shell.inner[place] { return .script(line, "a shell would continue reading on the next line") }
        }
        return nil
    }

    private var doubtAboutMentions: Doubt? {
        if let mention = DotenvMentions(bytes: bytes, definitions: definitions).first(of: names) {
            return .syntax(mention.line, Self.notAlike(mention.name))
        }
        let starts = Set(definitions.map(\.name.lowerBound))
        for command in shell.commands {
            for word in command.assignments where !starts.contains(word.range.lowerBound) {
                guard let name = word.assigned, names.contains(name) else { continue }
                return .syntax(word.line, Self.notAlike(name))
            }
        }
        return nil
    }

    private static func notAlike(_ name: String) -> String {
        "it sets \(name) in a way that readers interpret differently"
    }

    /// What is expanded, and what is not closed.
    private var doubtAboutWords: Doubt? {
        let last = places.max() ?? 0
        if let stop = shell.stop, !stop.isUnclosed || stop.line < last { return .syntax(stop.line, stop.what) }
        // That of a declared variable is replaced.
        let note = shell.notes.first { !places.contains($0.line) && (!$0.isEnd || $0.line < last) }
        return note.map { .syntax($0.line, $0.what) }
    }

    private static let isRun = "a shell would run the text after the value"

    private var doubtAboutCommands: Doubt? {
        let last = places.max() ?? 0
        if shell.replaced != nil { return .script(1, "it replaces a shell command") }
        for command in shell.commands {
            let line = command.line
            switch shell.effect(of: command, on: names) {
            case .none, .unknown: break
            case .ends(let what):
                guard line < last else { break }
                return command.assignments.isEmpty ? .script(line, what) : .syntax(line, Self.isRun)
            case .sets(let what):
                guard covered.contains(line) || command.words.first?.isLiteral == true else { break }
                return command.assignments.isEmpty
                    ? .script(line, what) : .syntax(line, Self.isRun)
            }
        }
        return nil
    }

    // MARK: - Lines

    private var doubtAboutLines: Doubt? {
        // Where all lines are `NAME=…`, a value may be something that no shell takes; whoever writes `export` has one
        // read the file.
        let isForShell = isMarkedScript || !isPlain || shell.commands.contains(where: \.isExport)
        let mistake = shell.syntaxLines.first { isForShell || !plain.contains($0) }
            .map { Doubt.script($0, "a shell stops reading after this line") }
        guard isForShell else { return mistake }
        for definition in definitions {
            switch notation(of: definition) {
            case .colon: return .line(definition.line, Self.colon)
            case .spaced: return .line(definition.line, Self.space)
            case .plain, .bare: break
            }
        }
        guard isScript else {
            let exports = Set(shell.commands.filter(\.isExport).map(\.line))
            return others.first { !exports.contains($0) }.map { .line($0, "it is neither NAME=value nor a comment") }
                ?? mistake
        }
        if hasMark { return .script(1, "a shell does not know the byte order mark before it") }
        let foreign = Set(shell.commands.filter(isForeign).map(\.line))
        if let line = others.first(where: { foreign.contains($0) }) {
            return .script(line, "it is unknown what it runs here")
        }
        return mistake
    }

    /// Whether there is code of a shell, besides `export NAME`.
    private var isScript: Bool {
        if isMarkedScript || shell.hasBlocks { return true }
        let others = Set(others)
        return shell.commands.contains {
            others.contains($0.line) && !$0.isExport && !$0.words.isEmpty && !isForeign($0)
        }
    }

    private func isForeign(_ command: ShellReading.Command) -> Bool {
        command.words.first?.isLiteral == false || shell.effect(of: command, on: names) == .unknown
    }

    /// `#!/bin/sh`, or the like: a script of another language is not looked at.
    private var isMarkedScript: Bool { bytes.starts(with: "#!".utf8) }
}

extension ShellReading.Command {
    fileprivate var isExport: Bool { words.first?.text == "export" }
}

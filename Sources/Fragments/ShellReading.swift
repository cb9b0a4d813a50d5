/// A text as a shell reads it that sources it: its commands, and which lines nothing before them decides on.
///
/// It knows what bash and dash both know. Where it cannot follow, ``stop`` or ``syntaxLines`` says so.
struct ShellReading {
    struct Command {
        /// 1-based; of its first word.
        var line: Int
        /// `NAME=…` before its name.
        var assignments: [ShellWord] = []
        /// Its name and what it is handed.
        var words: [ShellWord] = []
        var isInFunction = false

        /// `fi`, `}` and the like end here.
        fileprivate var isClosing = false
        fileprivate(set) var hasRedirection = false
        fileprivate var isEmpty: Bool { assignments.isEmpty && words.isEmpty && !isClosing && !hasRedirection }
    }

    private(set) var commands: [Command] = []
    private(set) var functions: Set<String> = []
    private(set) var notes: [ShellNote] = []

    /// Whether there is a function, a loop, an `if` or a `case`.
    private(set) var hasBlocks = false

    /// Lines that begin in the middle of a quote or a here-document, or continue the line before, by where that begins.
    private(set) var inner: [Int: Int] = [:]

    /// Lines that are inside a block or depend on a command before, by that line and why.
    private(set) var held: [Int: (line: Int, what: String)] = [:]

    /// Lines that no shell takes: it reads nothing that follows.
    private(set) var syntaxLines: [Int] = []

    /// Where the reading ends before the text does.
    private(set) var stop: ShellStop?

    private var lexer: ShellLexer
    private var current: Command?
    private var blocks: [Block] = []
    private var joint: Int?
    /// Whether `!` is before what comes next.
    private var isNegated = false
    /// Whether `|` is.
    private var isPiped = false
    /// Whether `&&`, `||` or `|` is.
    private var isJoined = false
    /// The line of `NAME()`, until its body begins.
    private var functionLine: Int?

    private enum Kind { case condition, loop, choice, group, subshell }

    /// Of an `if` or a loop.
    private enum Part { case head, body, rest }

    private struct Block {
        let kind: Kind
        let line: Int
        let isFunction: Bool
        /// Of a `case`: what comes next is a pattern; nil before `in`.
        var isPattern: Bool? = false
        var part = Part.head
        /// Whether no command is in this part of it yet.
        var isBlank = true
    }

    /// Whether all of it is read, and nothing is open at its end.
    var isComplete: Bool {
        stop == nil && syntaxLines.isEmpty && blocks.isEmpty && functionLine == nil && !isJoined && !isNegated
    }

    /// - Parameters:
    ///   - bytes: the text.
    ///   - nesting: how many expansions of another text are around it.
    init(_ bytes: UnsafeRawBufferPointer, nesting: Int = 0) {
        lexer = ShellLexer(bytes, nesting: nesting)
        do throws(ShellStop) {
            try run()
        } catch {
            stop = error
        }
        if stop != nil { endCommand() }
        notes = lexer.notes
        inner = lexer.inner
    }

    private mutating func run() throws(ShellStop) {
        while true {
            switch try lexer.next() {
            case .word(let word): if !read(word) { giveUpLine() }
            case .sign(let sign): if try !read(sign) { giveUpLine() }
            case .lineEnd: endLine(lexer.line)
            case .end: return endLine(lexer.line + (lexer.isAtLineStart ? 0 : 1))
            }
        }
    }

    private mutating func giveUpLine() {
        syntaxLines.append(lexer.line)
        endCommand()
        joint = nil
        lexer.skipLine()
    }

    /// What is known of the line that begins now.
    private mutating func endLine(_ next: Int) {
        if isNegated, current == nil { syntaxLines.append(max(1, next - 1)) }
        if blocks.last?.kind == .choice, blocks.last?.isPattern == true, current != nil {
            syntaxLines.append(max(1, next - 1))
        }
        if blocks.last?.kind != .choice || blocks.last?.isPattern == false, current != nil {
            endCommand()
            joint = nil
        }
        if let line = functionLine ?? blocks.first?.line {
            held[next] = (line, "a variable set inside its block is not always set")
        } else if let joint {
            held[next] = (joint, "the next line depends on this one")
        }
    }

    private mutating func endCommand() {
        if let command = current, !command.words.isEmpty || !command.assignments.isEmpty { commands.append(command) }
        current = nil
    }

    private mutating func begin(_ line: Int) {
        guard current == nil else { return }
        (isNegated, isPiped, isJoined) = (false, false, false)
        if !blocks.isEmpty { blocks[blocks.count - 1].isBlank = false }
        current = Command(line: line, isInFunction: blocks.contains(where: \.isFunction))
    }

    // MARK: - Words

    /// - Returns: false where a shell would take the line for a mistake.
    private mutating func read(_ word: ShellWord) -> Bool {
        if let block = blocks.last, block.kind == .choice, block.isPattern != false { return readChoice(word) }
        if current?.isClosing == true { return false }
        if let command = current, !command.words.isEmpty || command.hasRedirection || !command.assignments.isEmpty {
            add(word)
            return true
        }
        if !word.isQuoted, let result = readReserved(word) { return result }
        if functionLine != nil { return false }
        begin(word.line)
        add(word)
        return true
    }

    private mutating func add(_ word: ShellWord) {
        if word.assigned != nil, current?.words.isEmpty == true {
            current?.assignments.append(word)
        } else {
            current?.words.append(word)
        }
    }

    /// The subject of a `case`, or one of its patterns.
    private mutating func readChoice(_ word: ShellWord) -> Bool {
        if blocks[blocks.count - 1].isPattern == nil {
            if !word.isQuoted, word.text == "in", current != nil {
                current = nil
                blocks[blocks.count - 1].isPattern = true
            } else {
                // It is no command, but something is there.
                guard current == nil else { return false }
                current = Command(line: word.line)
            }
            return true
        }
        // Of a pattern one word is there, until `|` or `)`.
        guard current == nil else { return false }
        if !word.isQuoted, word.text == "esac" { return close(.choice, word.line) }
        current = Command(line: word.line)
        return true
    }

    /// - Returns: nil where the word is not one of the shell's own.
    private mutating func readReserved(_ word: ShellWord) -> Bool? {
        switch word.text {
        case "if": open(.condition, word.line)
        case "while", "until": open(.loop, word.line)
        case "for", "select":
            open(.loop, word.line)
            begin(word.line)
            add(word)
        case "case":
            open(.choice, word.line)
            blocks[blocks.count - 1].isPattern = nil
        case "{": open(.group, word.line)
        case "then": return advance(.condition, from: [.head], to: .body)
        case "elif": return advance(.condition, from: [.body], to: .head)
        case "else": return advance(.condition, from: [.body], to: .rest)
        case "do": return advance(.loop, from: [.head], to: .body)
        case "fi": return close(.condition, word.line)
        case "done": return close(.loop, word.line)
        case "esac": return close(.choice, word.line)
        case "]]": return false
        case "}": return close(.group, word.line)
        case "!":
            if isPiped || isNegated { return false }
            (joint, isNegated) = (word.line, true)
        default: return nil
        }
        return true
    }

    private mutating func open(_ kind: Kind, _ line: Int) {
        (isNegated, isPiped, isJoined) = (false, false, false)
        hasBlocks = hasBlocks || functionLine != nil || (kind != .group && kind != .subshell)
        blocks.append(Block(kind: kind, line: functionLine ?? line, isFunction: functionLine != nil))
        functionLine = nil
    }

    /// `then`, `do` and the like.
    private mutating func advance(_ kind: Kind, from parts: Set<Part>, to next: Part) -> Bool {
        guard let block = blocks.last, block.kind == kind, parts.contains(block.part), !block.isBlank, !isJoined else {
            return false
        }
        blocks[blocks.count - 1].part = next
        blocks[blocks.count - 1].isBlank = true
        return true
    }

    private mutating func close(_ kind: Kind, _ line: Int) -> Bool {
        guard let block = blocks.last, block.kind == kind, !isJoined else { return false }
        // Something is to be in it.
        if kind != .choice, block.isBlank { return false }
        if kind == .condition || kind == .loop, block.part == .head { return false }
        blocks.removeLast()
        if !blocks.isEmpty { blocks[blocks.count - 1].isBlank = false }
        current = Command(line: line, isClosing: true)
        return true
    }

    // MARK: - Signs

    private mutating func read(_ sign: String) throws(ShellStop) -> Bool {
        if let block = blocks.last, block.kind == .choice, block.isPattern == true {
            let hasWord = current != nil
            current = nil
            if sign == ")" { blocks[blocks.count - 1].isPattern = false }
            return sign == "(" ? !hasWord : hasWord && (sign == ")" || sign == "|")
        }
        switch sign {
        case "(":
            if current == nil {
                open(.subshell, lexer.line)
                return true
            }
            return readFunction()
        case ")":
            if isNegated { return false }
            endCommand()
            return close(.subshell, lexer.line)
        case ";", "&":
            defer { endCommand() }
            return current != nil
        case "|&", "&>", "&>>", "<<<", ";&", ";;&":
            // Not all shells know them.
            return false
        case "&&", "||", "|":
            defer {
                endCommand()
                isJoined = true
            }
            joint = lexer.line
            isPiped = sign == "|"
            return current != nil
        case ";;":
            endCommand()
            if isNegated || isJoined { return false }
            guard blocks.last?.kind == .choice else { return false }
            blocks[blocks.count - 1].isPattern = true
            return true
        case "<<", "<<-":
            begin(lexer.line)
            current?.hasRedirection = true
            return true
        default:
            begin(lexer.line)
            current?.hasRedirection = true
            guard lexer.hasWord(), case .word(let target) = try lexer.next() else { return false }
            lexer.noteTarget(of: sign, target)
            return true
        }
    }

    /// `NAME ( )`.
    private mutating func readFunction() -> Bool {
        guard let command = current, command.words.count == 1, command.assignments.isEmpty, !command.hasRedirection,
            let name = command.words.first, ShellWord.isName(name.text[...]), !name.isQuoted,
            lexer.takeBracket()
        else { return false }
        functions.insert(name.text)
        functionLine = name.line
        current = nil
        return true
    }
}

/// Makes a tree of the tags of a text.
struct MustacheParser {
    private var scanner: MustacheScanner
    private var escaping: MustacheEscaping
    private(set) var inclusions: [MustachePosition] = []

    /// The sections that are open, outermost first.
    private var open: [Section] = []

    /// What was read since the innermost open section began.
    private var current: [MustacheNode] = []

    private struct Section {
        let name: MustacheName
        let kind: Kind

        /// What is before it, in the section around it.
        let before: [MustacheNode]

        enum Kind {
            case plain
            case inverted
            /// A block, or a parent: what is in it is left out.
            case inclusion
        }
    }

    init(_ text: String, escaping: MustacheEscaping) {
        scanner = MustacheScanner(text)
        self.escaping = escaping
    }

    mutating func nodes() throws(MustacheError) -> [MustacheNode] {
        while let piece = try scanner.next() {
            switch piece {
            case .text(let text): current.append(.text(text))
            case .tag(let tag): try add(tag)
            }
        }
        guard open.isEmpty else { throw scanner.error(.unclosedSection, at: scanner.end) }
        return current
    }

    private mutating func add(_ tag: MustacheTag) throws(MustacheError) {
        switch tag.kind {
        case .comment: break
        case .delimiters: try scanner.changeDelimiters(tag)
        case .setting:
            switch tag.content {
            case "CONTENT_TYPE:HTML": escaping = .html
            case "CONTENT_TYPE:TEXT": escaping = .none
            default: throw scanner.error(.unknownSetting, at: tag.end)
            }
        case .variable: current.append(.variable(try name(of: tag), escaping))
        case .unescaped: current.append(.variable(try name(of: tag), .none))
        case .section: try begin(tag, .plain)
        case .inverted: try begin(tag, .inverted)
        case .parent, .block:
            inclusions.append(scanner.position(of: tag.start))
            try begin(tag, .inclusion)
        case .partial: inclusions.append(scanner.position(of: tag.start))
        case .close: try close(tag)
        }
    }

    private mutating func begin(_ tag: MustacheTag, _ kind: Section.Kind) throws(MustacheError) {
        guard open.count < MustacheTemplate.depthLimit else { throw scanner.error(.tooDeep, at: tag.start) }
        open.append(Section(name: try name(of: tag), kind: kind, before: current))
        current = []
    }

    private mutating func close(_ tag: MustacheTag) throws(MustacheError) {
        let name = try name(of: tag)
        guard let section = open.popLast(), section.name.text == name.text else {
            throw scanner.error(.wrongClose, at: tag.contentStart)
        }
        let inner = current
        current = section.before
        switch section.kind {
        case .plain: current.append(.section(section.name, inverted: false, inner))
        case .inverted: current.append(.section(section.name, inverted: true, inner))
        case .inclusion: break
        }
    }

    private mutating func name(of tag: MustacheTag) throws(MustacheError) -> MustacheName {
        guard !tag.content.isEmpty else { throw scanner.error(.tagWithoutName, at: tag.contentStart) }
        guard !tag.content.contains(where: \.isWhitespace) else {
            throw scanner.error(.nameWithBlank, at: tag.contentStart)
        }
        return MustacheName(tag.content, at: scanner.position(of: tag.start))
    }
}

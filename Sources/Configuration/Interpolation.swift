/// Replaces variables in a value as compose does: `${NAME}`, `${NAME:-default}`, `$$` for a dollar.
///
/// A default holds for a variable that is unset or empty, and may hold variables itself; those are looked at only where
/// the default is used.
struct Interpolation {
    /// What is wrong at a byte of the text.
    enum Problem: Hashable {
        case missing(String)
        case unsupported
        case unclosed
        case tooDeep
    }

    /// How deeply defaults may be nested.
    static let maximumDepth = 16

    /// After how many problems a value is read no further.
    static let maximumProblems = 32

    private(set) var result: [UInt8] = []
    private(set) var problems: [(offset: Int, problem: Problem)] = []

    /// Every variable that the text names, also in defaults that are not used.
    private(set) var names: Set<String> = []

    private let bytes: [UInt8]
    private let variables: [String: String]
    private var index = 0

    private init(_ text: String, _ variables: [String: String]) {
        bytes = Array(text.utf8)
        self.variables = variables
    }

    /// The text with its variables replaced; every problem, in order, where there is one.
    static func run(_ text: String, variables: [String: String]) -> Interpolation {
        var interpolation = Interpolation(text, variables)
        interpolation.readText(depth: 0, isUsed: true)
        return interpolation
    }

    /// The variables that a text names.
    static func names(in text: String) -> Set<String> { run(text, variables: [:]).names }

    /// What of a value is in the file itself: every variable is taken as unset.
    static func literalPart(of text: String) -> String {
        String(decoding: run(text, variables: [:]).result, as: UTF8.self)
    }

    /// Reads to the end or, inside a default, up to the brace that ends it.
    private mutating func readText(depth: Int, isUsed: Bool) {
        while index < bytes.count, problems.count < Self.maximumProblems {
            switch bytes[index] {
            case UInt8(ascii: "}") where depth > 0: return
            case UInt8(ascii: "$"): readDollar(depth: depth, isUsed: isUsed)
            default:
                if isUsed { result.append(bytes[index]) }
                index += 1
            }
        }
    }

    private mutating func readDollar(depth: Int, isUsed: Bool) {
        let start = index
        index += 1
        guard index < bytes.count else { return problems.append((start, .unsupported)) }
        if bytes[index] == UInt8(ascii: "$") {
            if isUsed { result.append(UInt8(ascii: "$")) }
            index += 1
            return
        }
        guard bytes[index] == UInt8(ascii: "{") else { return problems.append((start, .unsupported)) }
        index += 1
        guard depth < Self.maximumDepth else {
            problems.append((start, .tooDeep))
            index = bytes.count
            return
        }
        readReference(from: start, depth: depth, isUsed: isUsed)
    }

    /// Reads what is behind `${`, and the brace that ends it.
    private mutating func readReference(from start: Int, depth: Int, isUsed: Bool) {
        let first = index
        while index < bytes.count, Self.isNameByte(bytes[index], isFirst: index == first) { index += 1 }
        let name = String(decoding: bytes[first..<index], as: UTF8.self)
        let rest = bytes[index...]
        if name.isEmpty || !(rest.first == UInt8(ascii: "}") || rest.starts(with: ":-".utf8)) {
            problems.append((start, rest.contains(UInt8(ascii: "}")) ? .unsupported : .unclosed))
            index = rest.firstIndex(of: UInt8(ascii: "}")).map { $0 + 1 } ?? bytes.count
            return
        }
        names.insert(name)
        let value = variables[name]
        if rest.first == UInt8(ascii: "}") {
            index += 1
            guard isUsed else { return }
            if let value { result.append(contentsOf: value.utf8) } else { problems.append((start, .missing(name))) }
            return
        }
        index += 2
        let isSet = value.map { !$0.isEmpty } ?? false
        if isUsed, isSet, let value { result.append(contentsOf: value.utf8) }
        readText(depth: depth + 1, isUsed: isUsed && !isSet)
        guard index < bytes.count else { return problems.append((start, .unclosed)) }
        index += 1
    }

    /// `[A-Za-z_][A-Za-z0-9_]*`: what every shell and compose takes for a variable's name.
    static func isNameByte(_ byte: UInt8, isFirst: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): !isFirst
        default: false
        }
    }
}

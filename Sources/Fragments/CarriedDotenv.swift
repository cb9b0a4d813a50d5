internal import Model
internal import Redaction

/// The lines of a dotenv file of Keyturn's that no entry of this run replaces: they are written again, byte for byte.
///
/// Only what holds something that could be a key: whatever else people add to a file of Keyturn's is overwritten.
struct CarriedDotenv {
    struct Item {
        let variable: String
        let lines: Range<Int>
        let value: Range<Int>
    }

    /// Nil for nothing at all.
    private let content: Secret?

    /// By variable, each once: of several definitions the last counts, as it does for those who read the file.
    private(set) var items: [Item] = []

    static let nothing = CarriedDotenv()

    private init() { content = nil }

    /// `replaced` are the variables that this run writes itself, or takes out.
    init(_ content: Secret, except replaced: some Sequence<Fragment.DotenvEntry>) {
        self.content = content
        let replaced = Set(replaced.map(\.variable))
        var found: [String: Item] = [:]
        content.withBytes { bytes in
            try? DotenvScanner.scan(bytes) { definition in
                let name = String(decoding: bytes[definition.name], as: UTF8.self)
                let value = UnsafeRawBufferPointer(rebasing: bytes[definition.value])
                guard !replaced.contains(name), KeyWord.isWholeKey(value) else { return }
                found[name] = Item(variable: name, lines: definition.lines(in: bytes), value: definition.value)
            }
        }
        items = found.values.sorted { $0.variable < $1.variable }
    }

    var isEmpty: Bool { items.isEmpty }

    /// What is carried, for people.
    var entries: [FragmentEntry] {
        items.map { item in
            FragmentEntry(
                variable: item.variable,
                fingerprint: content?.withBytes { Fingerprint(of: UnsafeRawBufferPointer(rebasing: $0[item.value])) }
            )
        }
    }

    func append(_ item: Item, to text: inout SecretBuilder) {
        content?.withBytes { bytes in
            text.append(UnsafeRawBufferPointer(rebasing: bytes[item.lines]))
            if !DotenvDefinition.isLineEnd(bytes[item.lines].last) { text.append(UInt8(ascii: "\n")) }
        }
    }
}

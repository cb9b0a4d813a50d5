internal import Model
internal import Redaction

/// What is in a compose override of ours that no entry of this run replaces: it is written again, byte for byte, so
/// that no service loses its key because a declaration went.
struct CarriedCompose {
    /// A line, or a secret's two, under its name.
    struct Item {
        let name: String
        let lines: Range<Int>
        let value: Range<Int>
    }

    struct Service {
        let name: String
        var variables: [Item] = []
        var labels: [Item] = []
        var secrets: [Item] = []
    }

    /// Nil for nothing at all.
    private let content: Secret?

    /// By name, each with at least one variable.
    private(set) var services: [Service] = []

    /// Of the whole project, by name.
    private(set) var secrets: [Item] = []

    static let nothing = CarriedCompose()

    private init() { content = nil }

    /// `replaced` is what this run writes itself, or takes out.
    init(_ content: Secret, except replaced: some Sequence<Fragment.ComposeEntry>, _ environment: Environment?) {
        self.content = content
        let written = ComposeLines(content)
        guard written.isOurs else { return }
        var variables: Set<[String]> = []
        var secretNames: Set<String> = []
        var labels: Set<[String]> = []
        for entry in replaced {
            variables.insert([entry.service, entry.variable])
            if let secret = entry.secret { secretNames.insert(secret) }
            guard let environment else { continue }
            labels.insert([entry.service, ComposeOverride.label + environment.identities[entry.identity].name])
        }
        var needed: Set<String> = []
        for service in written.services {
            var kept = Service(name: service.name)
            kept.variables = service.variables.filter { variable in
                !variables.contains([service.name, variable.name])
                    && (isKey(variable.value) || secret(in: variable) != nil)
            }
            guard !kept.variables.isEmpty else { continue }
            let mounted = Set(kept.variables.compactMap { secret(in: $0) })
            needed.formUnion(mounted)
            kept.secrets = service.secrets.filter { mounted.contains($0.name) }
            let keys = kept.variables.compactMap { fingerprint(of: $0) }
            let held = Set(keys.lazy.filter { !$0.isGuessable }.map(\.digits))
            let guessable = Set(keys.lazy.filter(\.isGuessable).map(\.digits))
            kept.labels = service.labels.filter { label in
                let text = text(label.value)
                guard !labels.contains([service.name, label.name]), !guessable.contains(text) else { return false }
                return held.contains(text) || !mounted.isEmpty || !guessable.isEmpty && Fingerprint.isRowMark(text)
            }
            services.append(kept)
        }
        secrets = written.secrets.filter { needed.contains($0.name) && !secretNames.contains($0.name) }
    }

    var isEmpty: Bool { services.isEmpty }

    /// What is carried, for people.
    var entries: [FragmentEntry] {
        services.flatMap { service in
            service.variables.map { variable in
                let key = fingerprint(of: variable)
                let label = service.labels.first { label in
                    key.map { $0.isNamed(by: text(label.value)) } ?? (service.labels.count == 1)
                }
                return FragmentEntry(
                    service: service.name,
                    variable: variable.name,
                    secret: secret(in: variable),
                    fingerprint: key,
                    identity: label.map { String($0.name.dropFirst(ComposeOverride.label.count)) }
                )
            }
        }
    }

    func append(_ item: Item, to text: inout SecretBuilder) {
        content?.withBytes { text.append(UnsafeRawBufferPointer(rebasing: $0[item.lines])) }
    }

    private func lend<Result>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        content?.withBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    private func isKey(_ range: Range<Int>) -> Bool { lend(range, KeyWord.isWholeKey) ?? false }

    /// Nil for a variable that holds no key, but the path of one.
    private func fingerprint(of variable: Item) -> Fingerprint? {
        isKey(variable.value) ? lend(variable.value) { Fingerprint(of: $0) } : nil
    }

    /// The secret whose mounted path a variable holds; nil for a key.
    private func secret(in variable: Item) -> String? {
        let folder = ComposeOverride.mountFolder
        guard lend(variable.value, { $0.starts(with: folder.utf8) }) ?? false else { return nil }
        return String(text(variable.value).dropFirst(folder.count)).replacing("$$", with: "$")
    }

    /// Of what holds no key: a label, a path.
    private func text(_ range: Range<Int>) -> String {
        lend(range) { QuotedText.unquoted(String(decoding: $0, as: UTF8.self)) } ?? ""
    }
}

extension Fingerprint {
    /// Whether a label that was written earlier reports this key.
    ///
    /// What is in the file does not tell the row of a key that could be guessed, so any row's mark will do.
    fileprivate func isNamed(by label: String) -> Bool {
        isGuessable ? Fingerprint.isRowMark(label) : digits == label
    }
}

package import Diagnostics
package import Model
internal import Redaction
package import State

/// What a search for keys came to, for people.
package struct FindingText {
    private let style: TextStyle
    private let name: ShownName

    package init(style: TextStyle, _ name: ShownName) {
        self.style = style
        self.name = name
    }

    package func render(_ search: KeySearch, now: Instant) -> String {
        var text = ""
        for finding in search.findings where !finding.isOwn {
            let state = finding.isLive ? style.paint("live", .red) : style.paint("dead", .dim)
            let key = finding.isKeyed ? "a key of the manifest," : finding.shown.description
            text += "\(finding.words(name)): \(key) \(state)\n"
            for row in finding.rows { text += "  \(words(row, now: now))\n" }
            text += "  \(style.paint("fix:", .green)) \(finding.advice)\n"
        }
        if !text.isEmpty { text += "\n" }
        return text + Self.summary(search) + "\n"
    }

    private func words(_ row: ListedKey, now: Instant) -> String {
        let owner = name(row.ownerEmail ?? row.owner)
        let whose =
            row.identity.map { "\(row.environment)/\($0)" }
            ?? "\(row.environment): undeclared key of owner \(owner.isEmpty ? "(none)" : owner)"
        let called = row.name.map { $0.isEmpty ? " (no name)" : " \(PlainText.quoted(name($0)))" } ?? ""
        return "\(whose)\(called), \(row.standing.words), \(UseText.words(row.lastUsedAt, now: now))"
    }

    /// `3 live keys in 4 places outside their fragments, 1 dead; looked for 52 keys in 310 files, 4.2 MB, 3 of them binary`.
    private static func summary(_ search: KeySearch) -> String {
        let outside = search.findings.filter { !$0.isOwn }
        let live = outside.filter(\.isLive)
        let dead = outside.filter { !$0.isLive }
        func found(_ findings: [KeyFinding], _ kind: String) -> String {
            let keys = Set(findings.map(\.shown)).count
            return "\(count(keys, "\(kind) key")) in \(count(findings.count, "place"))"
        }
        var text =
            outside.isEmpty
            ? "No key outside its own fragments"
            : found(live, "live") + " outside their own fragments, " + found(dead, "dead")
        text +=
            "; looked for \(count(search.keys, "key")) in \(count(search.documents, "document")), \(bytes(search.bytes))"
        if !search.binary.isEmpty { text += ", \(grouped(search.binary.count)) of them binary" }
        if !search.unread.isEmpty { text += "; \(grouped(search.unread.count)) could not be read" }
        return text + "."
    }

    private static func bytes(_ count: Int) -> String {
        switch count {
        case ..<1_000: "\(count) bytes"
        case ..<1_000_000: "\(count / 1_000) kB"
        case ..<10_000_000_000: "\(count / 1_000_000) MB"
        default: "\(count / 1_000_000_000) GB"
        }
    }
}

extension KeyFinding {
    /// `compose.yaml:12:15`, and where in git's history.
    func words(_ name: ShownName) -> String {
        switch place {
        case .file(let path): "\(name(path.text)):\(line):\(column)"
        case .standardInput: "(standard input):\(line):\(column)"
        case .staged(let path): "\(name(path.text)):\(line):\(column) (staged)"
        case .history(let path?, let commit): "\(name(path.text)):\(line):\(column) (commit \(commit.prefix(12)))"
        case .history(nil, let object): "\(Self.noPath):\(line):\(column) (object \(object.prefix(12)))"
        case .message(let object): "commit or tag \(object.prefix(12)), line \(line)"
        }
    }

    /// In the place of a path where no commit leads to what git keeps.
    static let noPath = "(no commit leads to it)"

    /// What to do about it, in the imperative.
    package var advice: String {
        guard isLive else { return "no server accepts this key any more; remove it from this place" }
        let commands = revocations
        let lookup =
            isKeyed && rows.contains { $0.isLive && $0.identity != nil && $0.standing != .current }
            ? " (where the database can be reached, `keyturn whose` shows which of its keys it is)" : ""
        guard let last = commands.last else {
            return "end the key in its application, or declare it (`keyturn init --add`) and revoke it"
        }
        let first = commands.dropLast()
        let all = first.isEmpty ? last : first.joined(separator: ", ") + " and " + last
        let undeclared = Set(rows.filter { $0.isLive && $0.identity == nil }.map(\.environment)).sorted()
        let rest =
            undeclared.isEmpty
            ? "" : "; end it in the application of \(undeclared.inWords), where no identity has it"
        return all + lookup + rest + ", then read the key from a file that keyturn writes instead"
    }

    /// One for each identity that holds it live, in every environment.
    private var revocations: [String] {
        var told: Set<String> = []
        return rows.compactMap { row in
            guard row.isLive, let identity = row.identity else { return nil }
            let address = "\(row.environment)/\(identity)"
            guard told.insert(address).inserted else { return nil }
            let option = row.standing == .current || isKeyed ? "" : " --key \(row.fingerprint)"
            return "`keyturn revoke \(address)\(option)`"
        }
    }
}

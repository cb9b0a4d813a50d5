internal import Diagnostics
internal import Model

extension OrphanedKey {
    /// `It is "Backend key" of owner 0000…, never expires, and was last used at …`.
    package var rowWords: String {
        let end = ends.map { "expires at \($0.iso8601)" } ?? "never expires"
        let use = lastUsedAt.map { "was last used at \($0.iso8601)" } ?? "its last use is unknown"
        let what = needs.namesKey ? PlainText.quoted(name ?? "") : "a row without a name"
        let whose = needs.namesOwner && !owner.isEmpty ? " of owner \(Self.line(owner))" : ""
        return "It is \(what)\(whose), \(end), and \(use)"
    }

    /// What says that it was ours.
    package var traceWords: String {
        let whose = identity.map { " of \(environment)/\($0)" } ?? ""
        if !paths.isEmpty { return "It is in \(paths.prefix(3).map(Self.line).joined(separator: ", "))\(whose)" }
        if traces.contains(.issued) {
            return "The audit file records that it was issued\(identity.map { " for \(environment)/\($0)" } ?? "")"
        }
        return "It has the name of the keys\(whose)"
    }

    /// Both ways out, and the third.
    package var fixWords: String {
        let again =
            needs.namesOwner
            ? "declare owner \(Self.line(owner)) with \(needs.namesKey ? "this key name" : "these values") again"
            : "declare an identity with this key name again"
        return "to end it, declare `\(declaration)`; to keep it, \(again), or list \(fingerprint) under `forgotten`"
    }

    /// An identity that ends it, as YAML on one line.
    package var declaration: String {
        var parts = ["state: absent"]
        if needs.describesOwner, needs.namesOwner {
            let (email, name) = (Self.quoted(ownerEmail ?? ""), Self.quoted(ownerName ?? ""))
            parts.append("owner: { id: \(Self.line(owner)), email: \(email), name: \(name) }")
        } else if needs.namesOwner {
            let isPlain = Int64(owner).map(String.init) == owner || RowUUID(owner) != nil
            parts.append("owner: { id: \(isPlain ? owner : Self.quoted(owner)) }")
        }
        var key: [String] = []
        if needs.namesKey { key.append("name: \(Self.quoted(declaredName))") }
        if !needs.values.isEmpty {
            let values = needs.values.map { "\(Self.quoted($0.column)): \($0.text.map(Self.quoted) ?? "null")" }
            key.append("values: { \(values.joined(separator: ", ")) }")
        }
        parts.append("key: {\(key.isEmpty ? "" : " \(key.joined(separator: ", ")) ")}")
        if needs.needsExpiry { parts.append("rotation: { expires: 90d }") }
        return "\(formerName): { \(parts.joined(separator: ", ")), deliver: [\(delivery)] }"
    }

    /// Without what Keyturn wrote behind it.
    private var declaredName: String { name.map { MarkedName($0)?.name ?? $0 } ?? "" }

    private var formerName: String { (identity ?? environment) + "-former" }

    /// Where it stands, or a place that need not exist: an identity declares one at least.
    private var delivery: String {
        let known = traces.compactMap { trace in
            if case .entry(let path, let entry) = trace { entry.declaration(in: path) } else { nil }
        }
        return known.isEmpty ? "{ dotenv: \(formerName).env, variable: KEY }" : known.joined(separator: ", ")
    }

    /// As it reads in an environment file, where `$` begins a variable.
    private static func quoted(_ text: String) -> String { PlainText.quoted(text.replacing("$", with: "$$")) }
    private static func line(_ text: String) -> String { PlainText.line(text) }
}

extension FragmentEntry {
    /// A delivery to the entry, as YAML.
    func declaration(in path: String) -> String {
        let variable = PlainText.line(variable)
        guard let service = service.map(PlainText.line) else {
            return "{ dotenv: \(PlainText.line(path)), variable: \(variable) }"
        }
        if let secret { return "{ secret: \(PlainText.line(secret)), service: \(service), variable: \(variable) }" }
        return "{ compose: \(service), variable: \(variable) }"
    }

    /// `PM_MCP_API_KEY of service api`.
    package var words: String { PlainText.line(variable) + (service.map { " of service \(PlainText.line($0))" } ?? "") }
}

extension OrphanedFragment {
    package var summaryWords: String {
        let file = path.first == "/" ? PlainText.line(path) : "\(environment):\(PlainText.line(path))"
        guard isDeclared else {
            return isOurs
                ? "\(file) was written by keyturn, and no delivery names it"
                : "\(file) holds a key that keyturn knows, and no delivery names the file"
        }
        let names = entries.prefix(4).map(\.words).joined(separator: ", ")
        let more = entries.count > 4 ? " and \(entries.count - 4) more" : ""
        return "\(file) still has \(names)\(more), and no delivery names that"
    }

    /// Whose keys it holds, and when its readers are refused; nil if the store knows none of them.
    package var keyWords: String? {
        guard let first = keys.min(by: { ($0.darkAt ?? .distantFuture) < ($1.darkAt ?? .distantFuture) }) else {
            return isOurs && entries.allSatisfy({ $0.secret == nil })
                ? "The database accepts none of the keys in it." : nil
        }
        let whose = first.identity.map { "of \(environment)/\($0)" } ?? "which no declaration names"
        let others = keys.count > 1 ? " and \(keys.count - 1) more" : ""
        let fate =
            switch (first.state, first.darkAt) {
            case (.ended, _): "it has ended, so its readers are refused"
            case (_, let moment?): "its readers here are refused from \(moment.iso8601) on"
            case (_, nil): "it does not expire"
            }
        return "It holds key \(first.fingerprint) \(whose)\(others); \(fate)."
    }

    package var fixWords: String {
        let deliveries = entries.prefix(2).map { $0.declaration(in: path) }.joined(separator: ", ")
        let way =
            isDeclared
            ? "deliver there again\(deliveries.isEmpty ? "" : " (\(deliveries))"), remove the lines once nothing reads them"
            : "deliver there again\(deliveries.isEmpty ? "" : " (\(deliveries))"), delete the file once nothing reads it"
        let owner = keys.contains { $0.identity == nil } ? ", declare whose key it holds with `state: absent`" : ""
        return "\(way)\(owner), or list \(PlainText.line(path)) under `forgotten`"
    }
}

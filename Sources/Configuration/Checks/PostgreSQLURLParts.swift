internal import Model

/// The parts of a `postgresql://` URL, not decoded.
struct PostgreSQLURLParts {
    var user = ""
    var password = ""
    /// With the port; several, separated by commas, for a cluster.
    var host = ""
    var database = ""
    var parameters: [(name: String, value: String)] = []

    /// The parameters that say which database is meant, rather than how to talk to it.
    static let addressing: Set<String> = ["host", "hostaddr", "port", "dbname", "service"]

    /// Nil for a text that is no PostgreSQL URL.
    init?(_ text: String) {
        var rest: Substring
        if text.hasPrefix("postgresql://") {
            rest = text.dropFirst("postgresql://".count)
        } else if text.hasPrefix("postgres://") {
            rest = text.dropFirst("postgres://".count)
        } else {
            return nil
        }
        // A password may hold an unescaped `/`, `?` or `@`: the last `@` before any query ends it, as far as one can
        // tell. Taking too much for a password only hides too much.
        if let question = rest.lastIndex(of: "?") {
            for pair in rest[rest.index(after: question)...].split(separator: "&") {
                let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                parameters.append((String(halves[0]), halves.count > 1 ? String(halves[1]) : ""))
            }
            rest = rest[..<question]
        }
        if let at = rest.lastIndex(of: "@") {
            let halves = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            user = String(halves[0])
            password = halves.count > 1 ? String(halves[1]) : ""
            rest = rest[rest.index(after: at)...]
        }
        let halves = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        host = String(halves[0])
        database = halves.count > 1 ? String(halves[1]) : ""
    }

    /// What `options=-csearch_path=…` says; nil if it says nothing of it.
    var searchPath: String? {
        let options = PercentText.decoded(parameters.last { $0.name == "options" }?.value ?? "")
        let words = options.split(separator: " ")
        var path: String?
        for (index, word) in words.enumerated() {
            let isSetting = index > 0 && words[index - 1] == "-c"
            guard let setting = isSetting ? word : Self.setting(word) else { continue }
            let halves = setting.split(separator: "=", maxSplits: 1)
            if halves.count == 2, halves[0].lowercased() == "search_path" { path = String(halves[1]) }
        }
        return path
    }

    /// Of `-cNAME=VALUE` or `--NAME=VALUE`; nil for another word.
    private static func setting(_ word: Substring) -> Substring? {
        ["-c", "--"].contains { word.hasPrefix($0) } && word.count > 2 ? word.dropFirst(2) : nil
    }
}

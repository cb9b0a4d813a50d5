/// What the seed's server logs of a request: today, or in the version of its document.
struct LogLines {
    let isStream: Bool
    let quirks: Set<Quirk>

    init(isStream: Bool, _ quirks: Set<Quirk>) { (self.isStream, self.quirks) = (isStream, quirks) }

    private var isEarlier: Bool { quirks.contains(.logsAsEarlier) }
    private var name: String { isStream ? "SSE" : "HTTP" }

    func accepted(_ user: String, byKey: Bool) -> String {
        isEarlier
            ? "[\(name)] User identified via \(byKey ? "API key" : "header"): \(user)"
            : "[UserContext] Creating user-scoped MCP server for user: \(user)"
    }

    /// Today the beginning of the key is shown.
    func refused(_ key: String?, _ repeated: String) -> [String] {
        if isEarlier { return ["[\(name)] Authentication failed: invalid or missing API key\(repeated)"] }
        let invalid = key.map { "[AuthManager] Invalid API key: \($0.prefix(10))...\(repeated)" }
        return [invalid, "Error in \(name) endpoint: 401"].compactMap(\.self)
    }
}

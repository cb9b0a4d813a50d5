package import Model

/// Which lines someone wants to see; what is empty or nil asks for nothing.
package struct AuditFilter: Sendable {
    private let isAbout: (@Sendable (_ address: String) -> Bool)?
    private let since: Instant?
    private let until: Instant?
    private let events: Set<String>
    private let run: String?
    private let key: String?

    /// `isAbout`: which environments and identities are asked for; `key`: the beginning of a fingerprint.
    package init(
        isAbout: (@Sendable (_ address: String) -> Bool)? = nil,
        since: Instant? = nil,
        until: Instant? = nil,
        events: Set<String> = [],
        run: String? = nil,
        key: String? = nil
    ) {
        self.isAbout = isAbout
        self.since = since
        self.until = until
        self.events = events
        self.run = run
        self.key = key
    }

    package func takes(_ line: ReadAuditLine) -> Bool {
        if let isAbout, !isAbout(line.text("address") ?? "") { return false }
        if let since, line.time.map({ $0 < since }) ?? true { return false }
        if let until, line.time.map({ $0 >= until }) ?? true { return false }
        if !events.isEmpty, !events.contains(line.text("event") ?? "") { return false }
        if let run, line.text("run") != run { return false }
        if let key {
            // A fingerprint is written shortened: either may be the longer one.
            let found = [line.text("from"), line.text("to")].compactMap(\.self)
            guard found.contains(where: { $0.hasPrefix(key) || key.hasPrefix($0) }) else { return false }
        }
        return true
    }
}

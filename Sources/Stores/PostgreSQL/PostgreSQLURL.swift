/// What can be told of a PostgreSQL URL before libpq sees it.
enum PostgreSQLURL {
    /// Whether libpq would take a piece of the password for something else, and quote it.
    ///
    /// libpq ends the host's part, and with it the user's and the password's, at the first `/` or `?`; within it, the
    /// first `@` ends the password. So an `@` that comes later, before a query, or a port that is not a number, is a sign
    /// of a password that is not percent-encoded.
    static func isMisread(_ url: [UInt8]) -> Bool {
        guard let start = firstIndex(of: Array("://".utf8), in: url) else { return true }
        let rest = url[start...]
        let query = rest.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
        let slash = rest[..<query].firstIndex(of: UInt8(ascii: "/")) ?? query
        let ats = rest[..<query].indices.filter { rest[$0] == UInt8(ascii: "@") }
        guard ats.count <= 1, ats.allSatisfy({ $0 < slash }) else { return true }
        let hosts = rest[(ats.first.map { $0 + 1 } ?? rest.startIndex)..<slash]
        return !hosts.split(separator: UInt8(ascii: ",")).allSatisfy(hasPlainPort)
    }

    /// An address in brackets has colons of its own.
    private static func hasPlainPort(_ host: ArraySlice<UInt8>) -> Bool {
        let name = host.lastIndex(of: UInt8(ascii: "]")).map { host[$0...] } ?? host
        guard let colon = name.firstIndex(of: UInt8(ascii: ":")) else { return true }
        return name[(colon + 1)...].allSatisfy { (0x30...0x39).contains($0) }
    }

    /// The index behind the first occurrence.
    private static func firstIndex(of mark: [UInt8], in bytes: [UInt8]) -> Int? {
        guard bytes.count >= mark.count else { return nil }
        return (0...bytes.count - mark.count).first { bytes[$0..<$0 + mark.count].elementsEqual(mark) }
            .map { $0 + mark.count }
    }
}

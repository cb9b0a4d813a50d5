internal import Model

/// Collects values and gives them a short digest: equal for equal values in equal order.
struct Digest {
    private var bytes: [UInt8] = []

    init(_ collect: (inout Digest) -> Void) { collect(&self) }

    /// 16 hex digits of a SHA-256: plenty to notice that something changed, and nothing of it can be told.
    var text: String { String(bytes.withUnsafeBytes { Fingerprint(of: $0) }.hex.prefix(16)) }

    /// Texts are distinguished by their ends.
    mutating func add(_ texts: String...) {
        for text in texts {
            bytes.append(contentsOf: text.utf8)
            bytes.append(0xff)
        }
    }

    /// No more of a key than people see of it: whoever knows all the rest could try.
    mutating func add(_ fingerprint: Fingerprint) { fingerprint.asWritten.append(to: &bytes) }

    /// All digits of something of which no one knows enough to guess at the rest.
    mutating func add(whole fingerprint: Fingerprint) { fingerprint.append(to: &bytes) }

    mutating func add(_ instant: Instant?) { add(instant.map { String($0.microseconds) } ?? "never") }

    /// All of a row but when its key was used last.
    mutating func add(_ row: KeyRow) {
        add(row.id, row.name ?? "", row.isActive.map(String.init) ?? "null")
        add(row.fingerprint)
        add(row.expiresAt)
        add(row.createdAt)
        if let publicID = row.publicID { add(publicID) }
    }
}

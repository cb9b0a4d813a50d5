/// What is left on purpose: keys and files that no declaration names and that are not to be told any more (`forgotten`).
package struct Forgotten: Sendable {
    /// 12 to 64 hex digits in lower case, the beginning of a key's SHA-256; or the mark of a row.
    private let fingerprints: [String]

    /// Whose every key is left.
    private let owners: Set<String>

    /// Relative to the output folder, or absolute.
    private let paths: Set<String>

    /// Each is a fingerprint, an owner's id, or a file's path.
    package init(_ entries: [String] = []) {
        var fingerprints: [String] = []
        var owners: Set<String> = []
        var paths: Set<String> = []
        for entry in entries {
            if let owner = OwnerID(entry), entry.utf8.count == 36 {
                owners.insert(owner.text)
            } else if Self.isFingerprint(entry) {
                fingerprints.append(entry.lowercased())
            } else {
                paths.insert(entry)
            }
        }
        self.fingerprints = fingerprints
        self.owners = owners
        self.paths = paths
    }

    private static func isFingerprint(_ text: String) -> Bool {
        let text = text.lowercased()
        if Fingerprint.isRowMark(text) { return true }
        return (12...64).contains(text.utf8.count) && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    }

    package func contains(_ key: Fingerprint, of owner: String) -> Bool {
        if owners.contains(owner) { return true }
        guard !fingerprints.isEmpty else { return false }
        let (hex, shown) = (key.hex, key.isGuessable ? key.description : nil)
        return fingerprints.contains { hex.hasPrefix($0) || $0 == shown }
    }

    /// Whether a key is named whose fingerprint begins with these 12 hex digits.
    package func contains(digits: String) -> Bool { fingerprints.contains { $0.hasPrefix(digits) } }

    package func contains(path: String) -> Bool { paths.contains(path) }
}

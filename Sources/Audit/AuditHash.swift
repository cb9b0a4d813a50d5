internal import Diagnostics
internal import Model

/// What ties a line to all lines before it: 64 hex digits of a SHA-256.
package struct AuditHash: Hashable, Sendable {
    package let hex: String

    /// What the first line follows.
    package static let start = AuditHash(unchecked: String(repeating: "0", count: 64))

    private init(unchecked hex: String) { self.hex = hex }

    /// Nil unless the text is 64 digits in lower case: one hash has one spelling.
    package init?(hex: some StringProtocol) {
        guard hex.utf8.count == 64, hex.utf8.allSatisfy({ $0.isHexDigit && !(0x41...0x46).contains($0) }) else {
            return nil
        }
        self.init(unchecked: String(hex))
    }

    /// Of a line's body behind another line: each part with its length before it, so that no byte can move from one into
    /// the other.
    init(of body: some Collection<UInt8>, after previous: AuditHash) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(body.count + 80)
        func add(_ part: some Collection<UInt8>) {
            withUnsafeBytes(of: UInt64(part.count).bigEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: part)
        }
        add(previous.hex.utf8)
        add(body)
        hex = Self.digest(bytes)
    }

    /// SHA-256 in hex.
    package static func digest(_ bytes: [UInt8]) -> String { bytes.withUnsafeBytes { Fingerprint(of: $0) }.hex }
}

/// The end of a chain: how many lines it has, and the hash of the last one.
package struct AuditHead: Hashable, Sendable {
    package let sequence: Int64
    package let hash: AuditHash

    package init(sequence: Int64, hash: AuditHash) {
        self.sequence = sequence
        self.hash = hash
    }

    /// Of a chain without lines.
    package static let empty = AuditHead(sequence: 0, hash: .start)
}

extension AuditHead: CustomStringConvertible {
    /// `12:9f86…`, as ``init(text:)`` reads it.
    package var description: String { "\(sequence):\(hash.hex)" }

    /// Nil if the text is not `SEQUENCE:HASH`.
    package init?(text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let sequence = Int64(parts[0]), sequence >= 0, let hash = AuditHash(hex: parts[1])
        else { return nil }
        self.init(sequence: sequence, hash: hash)
    }
}

internal import Digests

/// Letters and digits that look drawn at random and follow from a key, so that a row says that Keyturn inserted it.
package enum RandomText {
    /// `purpose` tells one text of a key from another.
    package static func made(of key: Fingerprint, _ purpose: String, length: Int) -> String {
        made(of: key, purpose, length: length, letters)
    }

    static func made(of key: Fingerprint, _ purpose: String, length: Int, _ letters: [UInt8]) -> String {
        var text: [UInt8] = []
        var round = 0
        // What is above the last multiple would make some letters likelier.
        let limit = 256 - 256 % letters.count
        while text.count < length {
            var seed = Array("keyturn \(purpose) \(round)\u{0}".utf8)
            key.append(to: &seed)
            text += seed.withUnsafeBytes { SHA256.digest(of: $0) }.filter { Int($0) < limit }.map {
                letters[Int($0) % letters.count]
            }
            round += 1
        }
        return String(decoding: text.prefix(length), as: UTF8.self)
    }

    /// A version 4 UUID.
    package static func uuid(of key: Fingerprint, _ purpose: String) -> RowUUID {
        var seed = Array("keyturn \(purpose)\u{0}".utf8)
        key.append(to: &seed)
        return seed.withUnsafeBytes { Fingerprint(lookingUp: $0) }.rowID
    }

    static let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
}

internal import Crypto
internal import Model

/// Letters and digits that look drawn at random and follow from a key, so that a row says that Keyturn inserted it.
enum RandomText {
    /// `purpose` tells one text of a key from another.
    static func made(of key: Fingerprint, _ purpose: String, length: Int) -> String {
        var text: [UInt8] = []
        var round = 0
        while text.count < length {
            var hash = SHA256()
            var seed = Array("keyturn \(purpose) \(round)\u{0}".utf8)
            key.append(to: &seed)
            hash.update(data: seed)
            // 248 is four times 62: what is above would make some letters likelier.
            text += hash.finalize().filter { $0 < 248 }.map { letters[Int($0) % 62] }
            round += 1
        }
        return String(decoding: text.prefix(length), as: UTF8.self)
    }

    /// A version 4 UUID.
    static func uuid(of key: Fingerprint, _ purpose: String) -> RowUUID {
        var seed = Array("keyturn \(purpose)\u{0}".utf8)
        key.append(to: &seed)
        return seed.withUnsafeBytes { Fingerprint(of: $0) }.rowID
    }

    private static let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
}

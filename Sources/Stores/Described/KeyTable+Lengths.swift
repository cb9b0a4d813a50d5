internal import Model

extension KeyTable {
    /// How many characters a stored form has; nil for plain keys, whose length identities say, and for bytes.
    func length(of form: StoredForm) -> Int? {
        let bytes = form.byteCount
        guard bytes > 0 else { return nil }
        let isInPrefix = form.salt != nil && form.salt?.column == nil
        let prefix = form.prefix.count + (isInPrefix ? (form.salt?.length ?? 0) - "{salt}".count : 0)
        return switch form.encoding {
        case .hex: prefix + bytes * 2
        case .base64: prefix + (bytes + 2) / 3 * 4
        case .base64url: prefix + (bytes * 4 + 2) / 3
        case .bytes: nil
        }
    }

    /// How many characters a text has once its words are filled in; nil where that depends on the identity.
    func length(of text: BracedText) -> Int? {
        var total = 0
        for piece in text.pieces {
            switch piece {
            case .literal(let text): total += text.unicodeScalars.count
            case .braced(let word):
                guard let length = length(ofWord: word) else { return nil }
                total += length
            }
        }
        return total
    }

    private func length(ofWord word: String) -> Int? {
        if let piece = KeyPiece(word) { return piece.count }
        if word.hasPrefix("text:") { return Int(word.dropFirst("text:".count)) }
        return switch word {
        case "uuid": 36
        case "fingerprint": 12
        case "stored":
            // Bytes are written as hexadecimal digits.
            profile.stored.encoding == .bytes ? profile.stored.byteCount * 2 : length(of: profile.stored)
        default: nil
        }
    }
}

internal import Model

extension KeyTable {
    /// What a column holds, as an engine gives it.
    enum Cell {
        case text(String)
        case bytes([UInt8])

        /// Bytes in hexadecimal.
        case hex(String)
    }

    /// What a row says of its key; nil for what is not a digest of the profile's form.
    ///
    /// `salt` is of a column of its own, or else taken from the digest's prefix.
    func digested(_ digester: KeyDigester, _ cell: Cell, salt: String?, piece: String?) -> DigestedKey? {
        let stored: StoredForm.Stored
        switch cell {
        case .text(let text): stored = .text(text)
        case .bytes(let bytes): stored = .bytes(bytes)
        case .hex(let digits):
            guard let bytes = DigestText.bytes(hex: digits.utf8) else { return nil }
            stored = .bytes(bytes)
        }
        let form = profile.stored
        let salt = form.salt == nil ? nil : salt ?? form.salt(in: stored)
        guard (salt == nil) == (form.salt == nil), let reference = digester.reference(stored, salt: salt) else {
            return nil
        }
        return DigestedKey(reference: reference, salt: salt, piece: piece)
    }
}

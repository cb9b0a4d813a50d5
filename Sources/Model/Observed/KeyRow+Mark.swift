/// Which key a row is of, and who issued it.
extension KeyRow {
    /// The same row once it is known which key it holds a digest of, and with it the id that Keyturn gives the row of that key
    /// (``Profile/rowID(of:)``).
    package func holding(_ key: Fingerprint, issuedAs issuedID: String? = nil) -> KeyRow {
        let isIssued = issuedID.map(hasID) ?? false
        return copy(fingerprint: mark == key.digits || isIssued ? key.drawn : key, hasIssuedID: isIssued)
    }

    /// Whether that is the row's id; a UUID may be written in two ways.
    package func hasID(_ text: String) -> Bool { text == id || RowUUID(text) != nil && RowUUID(text) == RowUUID(id) }

    /// The same row with a public part beside its key.
    package func beside(_ publicID: String?) -> KeyRow { copy(publicID: .some(publicID)) }

    /// What the row itself says of its key, whatever is known besides.
    package var asRead: Fingerprint { digested?.fingerprint(mark: mark, row: id) ?? fingerprint }

    /// Whether the row holds a digest of which no one knows the key.
    package var isUnknown: Bool { digested != nil && fingerprint == asRead }

    /// Whether neither the key nor the digits of its fingerprint are known.
    package var isHidden: Bool { isUnknown && mark == nil }

    /// The row's mark, `row:0f1e2d3c`, where the key is known by a text that the row itself does not lead to; nil elsewhere.
    package var rowMark: String? {
        guard digested != nil, mark == nil, !isUnknown else { return nil }
        let mark = asRead.description
        return Fingerprint.isRowMark(mark) ? mark : nil
    }

    /// The first 12 digits of the key's fingerprint, where the mark behind the row's name is all that says which key it is.
    package var soleMark: String? { mark.flatMap { isUnknown ? $0 : nil } }

    /// Whether keyturn inserted the row.
    package var isIssuedByKeyturn: Bool { RowUUID(id) == fingerprint.rowID || isMarked || hasIssuedID }

    /// Whether the row bears the mark that keyturn gives to the rows of its keys, in a store that keeps digests.
    package var isMarked: Bool { mark == fingerprint.digits }

    /// Its name with what tells the row from others of that name, and the end that it is to have.
    package func markedName(_ name: String, until end: Instant? = nil) -> MarkedName {
        isHidden
            ? MarkedName(name, ofRow: id, until: end) : MarkedName(name, of: fingerprint, until: end)
    }

    /// Whether a fingerprint is the key's, however it is spelled.
    package func isSpelled(_ fingerprint: Fingerprint) -> Bool {
        self.fingerprint == fingerprint || otherSpelling == fingerprint
    }
}

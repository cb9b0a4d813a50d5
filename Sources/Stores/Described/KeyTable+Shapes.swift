internal import Model

/// Texts of which each row has its own: what may one of them look like?
extension KeyTable {
    /// Whether such a text may be one that SQLite takes for a number.
    ///
    /// `isDashed` says whether UUIDs are written with dashes. What is the same for all rows of an identity is judged where
    /// identities are known.
    func mayWriteNumbers(into column: String, isDashed: Bool) -> Bool {
        shapes(of: column, isDashed: isDashed).contains(where: \.mayBeNumber)
    }

    private func shapes(of column: String, isDashed: Bool) -> [TextShape] {
        let uuid = isDashed ? TextShape.uuid : .unknown(32)
        var shapes: [TextShape?] = []
        func add(_ other: String?, _ shape: @autoclosure () -> TextShape?) {
            if other?.lowercased() == column.lowercased() { shapes.append(shape()) }
        }
        switch profile.id?.source {
        case .uuid: add(profile.id?.column, uuid)
        case .text(let length): add(profile.id?.column, .unknown(length))
        case .pieces(let text): add(profile.id?.column, shape(of: text))
        case .database, .sequence, nil: break
        }
        if let owner = profile.owner, owner.kind == .uuid { add(owner.column, uuid) }
        // Keys themselves may look otherwise by identity.
        if !keepsTexts { add(profile.stored.column, shape(of: profile.stored)) }
        if let salt = profile.stored.salt { add(salt.column, .unknown(salt.length)) }
        if let lookup = profile.lookup { add(lookup.column, profile.key.shape.piece(lookup.piece)) }
        if let publicID = profile.publicID { add(publicID.column, publicID.form.shape) }
        for derived in profile.derived { add(derived.form.column, shape(of: derived.form)) }
        for hint in profile.hints { add(hint.column, shape(of: hint.template)) }
        for value in profile.values { add(value.column, value.template.map(shape)) }
        return shapes.compactMap(\.self)
    }

    /// Nil for bytes, of which no number is made.
    private func shape(of form: StoredForm) -> TextShape? {
        guard form.scheme != .plain else { return profile.key.shape }
        guard form.encoding != .bytes else { return nil }
        let parts = form.prefix.split(separator: "{salt}", omittingEmptySubsequences: false)
        var shape = TextShape(String(parts.first ?? ""))
        for part in parts.dropFirst() { shape = shape + .unknown(form.salt?.length ?? 1) + TextShape(String(part)) }
        let isPadded = form.encoding == .base64 && form.byteCount % 3 != 0
        return shape + .unknown(1) + TextShape(isPadded ? "=" : "")
    }

    private func shape(of text: BracedText) -> TextShape {
        text.pieces.reduce(TextShape("")) { shape, piece in
            switch piece {
            case .literal(let text): shape + TextShape(text)
            case .braced(let word): shape + self.shape(ofWord: word)
            }
        }
    }

    private func shape(ofWord word: String) -> TextShape {
        if let piece = KeyPiece(word) { return profile.key.shape.piece(piece) }
        return switch word {
        case "uuid": .uuid
        case "stored": shape(of: profile.stored) ?? .unknown(1)
        // A name, or letters that are drawn.
        default: .unknown(1)
        }
    }
}

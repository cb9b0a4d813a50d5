extension Profile {
    /// How many random bits of a key the server compares and whoever reads the table does not see, rounded down.
    ///
    /// Hints, the lookup and ids show pieces of the key; the fixed text in front gives nothing away. Where a piece is all that
    /// is digested, the rest of the key protects nothing.
    package func hiddenBits(of form: KeyForm) -> Int {
        let shown = shownPieces
        guard !shown.isEmpty else { return digestedBits(of: form) }
        var first = 0
        var last = 0
        for piece in shown {
            switch piece {
            case .first(let count): first = max(first, count)
            case .last(let count): last = max(last, count)
            }
        }
        let weights = form.weights(of: stored.of)
        return weights.dropFirst(first).dropLast(last).reduce(0, +) / 1_000
    }

    /// How many random bits of a key the server compares, rounded down.
    package func digestedBits(of form: KeyForm) -> Int {
        guard case .piece = stored.of else { return form.bits }
        return form.weights(of: stored.of).reduce(0, +) / 1_000
    }

    /// What other columns than that of the key hold of it.
    private var shownPieces: [KeyPiece] {
        hints.flatMap(\.pieces) + [lookup?.piece].compactMap(\.self) + idPieces
    }

    /// What the row's id holds of the key.
    private var idPieces: [KeyPiece] {
        guard case .pieces(let text) = id?.source else { return [] }
        return text.words.compactMap(KeyPiece.init)
    }

    /// `` `hints` and `lookup` leave``: the fields of the profile that put pieces of the key into columns, for people.
    ///
    /// `whose` is put before the verb.
    package func showingFields(_ whose: String = "") -> String {
        let fields = [
            hints.allSatisfy(\.pieces.isEmpty) ? nil : "`hints`", lookup == nil ? nil : "`lookup`",
            idPieces.isEmpty ? nil : "`id.from`",
        ].compactMap(\.self)
        guard fields.count > 1 else { return fields.joined() + whose + " leaves" }
        return fields.dropLast().joined(separator: ", ") + " and " + fields[fields.count - 1] + whose + " leave"
    }
}

extension KeyForm {
    /// Thousandths of the random bits that each character of a key adds to a part of it: none for fixed text and for what
    /// is not of that part.
    ///
    /// The row's id has no character: nothing of it is hidden, and it may be short.
    fileprivate func weights(of part: StoredForm.Part) -> [Int] {
        switch self {
        case .plain(let format):
            let prefix = format.prefix.utf8.count
            return Array(repeating: 0, count: prefix) + Self.spread(format.bits * 1_000, over: format.length - prefix)
        case .pattern(let pattern):
            return pattern.pieces.flatMap { piece in
                let isDigested = if case .piece(let name) = part { piece.name == name } else { true }
                return Self.spread(isDigested ? piece.millibits : 0, over: piece.length)
            }
        }
    }

    /// As evenly as whole numbers go; all of them together are the total.
    private static func spread(_ total: Int, over count: Int) -> [Int] {
        (0..<max(0, count)).map { total * ($0 + 1) / count - total * $0 / count }
    }
}

extension KeyPattern.Piece {
    fileprivate var name: String? { if case .drawn(_, _, let name) = self { name } else { nil } }
}

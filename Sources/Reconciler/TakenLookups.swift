internal import Model

/// The pieces of keys by which a server looks candidates up, and that are taken: they may be unique, and short.
struct TakenLookups {
    private let piece: KeyPiece?
    private var taken: Set<String>

    /// Of rows that hold another digest than the fingerprint: of others the pieces are not read.
    init(_ store: StoreObservation) {
        piece = store.lookup
        taken =
            piece == nil
            ? [] : Set((store.keys.map(\.digested) + store.otherKeys.map(\.digested)).compactMap { $0?.piece })
    }

    private static let mostTries = 8

    /// The first key whose piece is not taken, of at most eight; else the last.
    mutating func untaken(_ make: () -> NewKey) -> NewKey {
        var key = make()
        guard let piece else { return key }
        for _ in 1..<Self.mostTries where taken.contains(text(piece, of: key)) { key = make() }
        taken.insert(text(piece, of: key))
        return key
    }

    private func text(_ piece: KeyPiece, of key: NewKey) -> String {
        key.secret.withBytes { KeyDigester.piece(piece, of: $0) }
    }
}

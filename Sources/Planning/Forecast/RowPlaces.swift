internal import Model

/// Where the row of each key is in a list, while rows of it end one after the other.
struct RowPlaces {
    private var places: [Fingerprint: [Int]]

    /// Rows that are still in the list and count no more.
    private var ended: Set<Int> = []

    init(_ rows: [KeyRow]) {
        places = Dictionary(grouping: rows.indices) { rows[$0].fingerprint }
    }

    /// The place of the first row that holds a key; nil for none.
    subscript(key: Fingerprint) -> Int? { places[key]?.first { !ended.contains($0) } }

    /// Lets a row count no more, without moving the others.
    mutating func end(_ place: Int) { ended.insert(place) }

    /// Takes the rows that ended out of the list; the places are those of the new list then.
    mutating func removeEnded(from rows: inout [KeyRow]) {
        guard !ended.isEmpty else { return }
        rows = rows.indices.filter { !ended.contains($0) }.map { rows[$0] }
        self = RowPlaces(rows)
    }
}

internal import Model

/// Rows that hold digests, arranged so that a text finds its rows without a look at each.
///
/// Unsalted digests are found by what is computed once of a text. For the others the mark behind the name and the lookup
/// column say which rows could be meant, and no slow digest is computed where the mark says it.
package struct DigestedRows {
    private var references: [Fingerprint: [Int]] = [:]
    private var marks: [String: [Int]] = [:]
    private var pieces: [String: [Int]] = [:]
    private let digests: [DigestedKey?]

    /// Rows without a mark that one text is tried on at most.
    package static let attempts = 8

    /// The places of rows that a text may be of and was not tried on, since too many have the same piece.
    private(set) var untried: Set<Int> = []

    /// A text, and what finds its rows.
    struct Search {
        let digester: KeyDigester
        let fingerprint: Fingerprint
        let text: UnsafeRawBufferPointer
        let piece: String?
        let reference: Fingerprint?

        /// Whether a mark is not enough for a slow digest.
        let proves: Bool

        init(
            _ digester: KeyDigester,
            _ fingerprint: Fingerprint,
            _ text: UnsafeRawBufferPointer,
            _ piece: String?,
            proves: Bool
        ) {
            self.proves = proves
            self.digester = digester
            self.fingerprint = fingerprint
            self.text = text
            self.piece = piece
            reference = digester.comparison == nil ? nil : digester.reference(of: text, salt: nil)
        }

        /// Without a slow digest of a text which no row may be of.
        init(
            candidatesOnly digester: KeyDigester,
            _ fingerprint: Fingerprint,
            _ text: UnsafeRawBufferPointer,
            _ piece: String?
        ) {
            proves = true
            self.digester = digester
            self.fingerprint = fingerprint
            self.text = text
            self.piece = piece
            let isDigested = digester.comparison != nil && !digester.form.isSlow
            reference = isDigested ? digester.reference(of: text, salt: nil) : nil
        }
    }

    init(_ rows: [(digested: DigestedKey?, mark: String?)]) {
        digests = rows.map(\.digested)
        for (place, row) in rows.enumerated() {
            guard let digested = row.digested else { continue }
            references[digested.reference, default: []].append(place)
            if let mark = row.mark {
                marks[mark, default: []].append(place)
            } else if let piece = digested.piece {
                pieces[piece, default: []].append(place)
            }
        }
    }

    /// The places of the rows that hold a text's digest; counts the slow ones that are computed.
    mutating func matches(_ search: Search, _ slow: inout Int) -> [Int] {
        if let reference = search.reference { return references[reference] ?? [] }
        guard search.digester.comparison == nil else { return [] }
        let marked = marks[search.fingerprint.digits] ?? []
        let isSlow = search.digester.form.isSlow
        let trustsMarks = isSlow && !search.proves
        if isSlow, search.proves { slow += marked.count }
        var found = trustsMarks ? marked : marked.filter { holds($0, search) }
        let candidates = search.piece.flatMap { pieces[$0] } ?? []
        for place in candidates.prefix(Self.attempts) {
            if isSlow { slow += 1 }
            if holds(place, search) { found.append(place) }
        }
        if found.isEmpty { untried.formUnion(candidates.dropFirst(Self.attempts)) }
        return found
    }

    private func holds(_ place: Int, _ search: Search) -> Bool {
        guard let digested = digests[place] else { return false }
        return search.digester.reference(of: search.text, salt: digested.salt) == digested.reference
    }

    // MARK: - Of many texts

    /// The rows that hold what was computed of the text.
    func referred(_ search: Search) -> [Int] { search.reference.flatMap { references[$0] } ?? [] }

    /// Whether a mark or a lookup column fits a text.
    func hasCandidates(_ fingerprint: Fingerprint, _ piece: String?) -> Bool {
        marks[fingerprint.digits] != nil || piece.map { pieces[$0] != nil } ?? false
    }

    /// The rows that a mark or the lookup column leads to, and that hold the text's digest.
    func proven(_ search: Search) -> [Int] {
        let marked = marks[search.fingerprint.digits] ?? []
        let candidates = search.piece.flatMap { pieces[$0] } ?? []
        let isTooMany = search.digester.form.isSlow && candidates.count > Self.attempts
        return (marked + (isTooMany ? [] : candidates)).filter { holds($0, search) }
    }

    /// How many rows no text leads to: each has a salt of its own or a slow digest, and neither a mark nor a piece of the
    /// key that few rows have.
    func unsearchable(_ digester: KeyDigester) -> Int {
        guard digester.comparison == nil || digester.form.isSlow else { return 0 }
        let marked = marks.values.lazy.map(\.count).reduce(0, +)
        let most = digester.form.isSlow ? Self.attempts : Int.max
        let found = pieces.lazy.filter { !$0.key.isEmpty && $0.value.count <= most }.map(\.value.count).reduce(0, +)
        return digests.count - marked - found
    }
}

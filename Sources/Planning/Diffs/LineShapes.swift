internal import Diagnostics
internal import Fragments
internal import Model
internal import Redaction

/// The lines that Keyturn would write into a fragment, with a slot for every key and every fingerprint of one.
///
/// Made with stand-ins, so that no key is in it. A line of a file is known where it differs from one of these in nothing
/// but what fills the slots; any other line was written by someone else, and no byte of it is shown.
struct LineShapes {
    /// What a line is made of.
    enum Piece: Hashable {
        case text(String)
        /// A key; with the identity where it is a stand-in.
        case key(Int?)
        /// The public part beside a stand-in.
        case publicID
        /// The twelve digits of a fingerprint, as in compose's labels.
        case digits(Int?)
    }

    private let content: Secret
    private let ranges: [Range<Int>]
    private let standIns: StandIns

    init(_ content: Secret?, standIns: StandIns) {
        self.content = content ?? Secret([])
        self.standIns = standIns
        ranges = self.content.withBytes { LineDiff.Lines($0).ranges }
    }

    var count: Int { ranges.count }

    /// A line in pieces, in the order of the file.
    subscript(place: Int) -> [Piece] {
        content.withBytes { bytes in
            KeyWord.pieces(of: UnsafeRawBufferPointer(rebasing: bytes[ranges[place]])).map { word, isWord in
                let slot = isWord && Self.mayFillSlot(word) ? standIns.slot(of: word) : nil
                return slot ?? .text(String(decoding: word, as: UTF8.self))
            }
        }
    }

    /// Some of the lines, to be found by what a line of a file has in common with them.
    struct Index {
        fileprivate let shapes: LineShapes

        /// A line of each shape, by a hash of it: a file has tens of thousands of lines, and few of them are ever shown.
        fileprivate let places: [Int: Int]

        /// Long words of the lines that are no keys: names, and the text of templates.
        fileprivate let plain: Set<String>
    }

    /// All lines where `places` is nil.
    func index(of places: [Int]? = nil) -> Index {
        var plain: Set<String> = []
        var found: [Int: Int] = [:]
        let places = places ?? Array(ranges.indices)
        found.reserveCapacity(places.count)
        content.withBytes { bytes in
            for place in places {
                var hasher = Hasher()
                KeyWord.forEachPiece(of: UnsafeRawBufferPointer(rebasing: bytes[ranges[place]])) { word, isWord in
                    let mayFill = isWord && Self.mayFillSlot(word)
                    let slot = mayFill ? standIns.slot(of: word) : nil
                    Self.hash(word, isSlot: slot.map { $0.open == .key(nil) }, into: &hasher)
                    if mayFill, slot == nil { plain.insert(String(decoding: word, as: UTF8.self)) }
                }
                found[hasher.finalize()] = place
            }
        }
        return Index(shapes: self, places: found, plain: plain)
    }

    /// A piece of a line, or of its slots which: a key's or, if false, that of digits.
    fileprivate static func hash(_ piece: UnsafeRawBufferPointer, isSlot isKey: Bool?, into hasher: inout Hasher) {
        hasher.combine(isKey)
        guard isKey == nil else { return }
        hasher.combine(piece.count)
        hasher.combine(bytes: piece)
    }

    /// How many digits of a fingerprint are shown.
    static let digits = 12

    fileprivate static func mayFillSlot(_ word: UnsafeRawBufferPointer) -> Bool {
        word.count >= KeyWord.shortest || (word.count == digits && word.allSatisfy(\.isHexDigit))
    }
}

extension LineShapes.Index {
    /// A line of a file as pieces, with what fills its slots in their order; nil if it is none of these.
    func match(_ line: UnsafeRawBufferPointer) -> (pieces: [LineShapes.Piece], fillings: [Secret])? {
        var fillings: [Secret] = []
        var hasher = Hasher()
        let pieces = KeyWord.pieces(of: line).map { word, isWord -> LineShapes.Piece in
            let text = String(decoding: word, as: UTF8.self)
            guard isWord, LineShapes.mayFillSlot(word), !plain.contains(text) else {
                LineShapes.hash(word, isSlot: nil, into: &hasher)
                return .text(text)
            }
            fillings.append(Secret(word))
            let isDigits = word.count == LineShapes.digits
            LineShapes.hash(word, isSlot: !isDigits, into: &hasher)
            return isDigits ? .digits(nil) : .key(nil)
        }
        // Equal hashes are no proof: what is shown must be the very same.
        guard let place = places[hasher.finalize()], shapes[place].map(\.open) == pieces else { return nil }
        return (pieces, fillings)
    }
}

extension LineShapes.Piece {
    /// Whatever fills the slot.
    fileprivate var open: Self {
        switch self {
        case .text: self
        case .key, .publicID: .key(nil)
        case .digits: .digits(nil)
        }
    }
}

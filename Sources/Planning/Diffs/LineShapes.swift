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

    /// In the order of the file.
    let lines: [[Piece]]

    private let known: Set<[Piece]>

    /// Long words of the lines that are no keys: names, and the text of templates.
    private let plain: Set<String>

    init(_ content: Secret?, standIns: StandIns) {
        var plain: Set<String> = []
        var lines: [[Piece]] = []
        (content ?? Secret([])).withBytes { bytes in
            let all = LineDiff.Lines(bytes)
            for index in 0..<all.count {
                lines.append(
                    KeyWord.pieces(of: all[index]).map { word, isWord in
                        let text = String(decoding: word, as: UTF8.self)
                        guard isWord else { return .text(text) }
                        if let identity = standIns.identity(ofKey: word) { return .key(identity) }
                        if standIns.isPublicID(word) { return .publicID }
                        if let identity = standIns.identity(ofDigits: text) { return .digits(identity) }
                        if Self.mayFillSlot(word) { plain.insert(text) }
                        return .text(text)
                    }
                )
            }
        }
        self.plain = plain
        self.lines = lines
        known = Set(lines.map { $0.map(\.open) })
    }

    /// A line of a file as pieces, with what fills its slots in their order; nil if it is none of these.
    func match(_ line: UnsafeRawBufferPointer) -> (pieces: [Piece], fillings: [Secret])? {
        var fillings: [Secret] = []
        let pieces = KeyWord.pieces(of: line).map { word, isWord -> Piece in
            let text = String(decoding: word, as: UTF8.self)
            guard isWord, Self.mayFillSlot(word), !plain.contains(text) else { return .text(text) }
            fillings.append(Secret(word))
            return word.count == Self.digits ? .digits(nil) : .key(nil)
        }
        return known.contains(pieces) ? (pieces, fillings) : nil
    }

    /// How many digits of a fingerprint are shown.
    private static let digits = 12

    private static func mayFillSlot(_ word: UnsafeRawBufferPointer) -> Bool {
        word.count >= KeyWord.shortest || (word.count == digits && word.allSatisfy(\.isHexDigit))
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

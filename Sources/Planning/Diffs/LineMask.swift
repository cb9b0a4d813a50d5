internal import Diagnostics
internal import Fragments
internal import Model

/// Shows a line of a fragment with every key in it as its fingerprint between marks, all of one width.
struct LineMask {
    /// The keys that the file is to hold.
    private let keys: Set<Fingerprint>

    /// Those of them that are not born yet: what stands for them has these fingerprints.
    private let unborn: Set<Fingerprint>

    /// Long words of what Keyturn writes that are no keys: names, and the text of templates.
    private var plain: Set<Fingerprint> = []

    /// Lines that are written, without their keys.
    private var shapes: Set<String> = []

    /// Stands for a key that is not born yet.
    static let new = "‹    new     ›"

    /// Stands for text that Keyturn did not write and does not know.
    static let hidden = "‹   hidden   ›"

    /// A longer line is cut.
    private static let longest = 160

    init(keys: Set<Fingerprint>, unborn: Set<Fingerprint>, written lines: [UnsafeRawBufferPointer]) {
        self.keys = keys
        self.unborn = unborn
        for line in lines {
            forEachWord(of: line) { word, isWord in
                guard isWord, word.count >= KeyScanner.minimumLength else { return }
                let fingerprint = Fingerprint(of: word)
                if !keys.contains(fingerprint) { plain.insert(fingerprint) }
            }
        }
        for line in lines { shapes.insert(shape(of: line)) }
    }

    /// A line that is written.
    func shown(written line: UnsafeRawBufferPointer) -> String {
        Self.clipped(
            pieces(of: line).map { piece in
                switch piece {
                case .text(let text): text
                case .key(let fingerprint): unborn.contains(fingerprint) ? Self.new : "‹\(fingerprint)›"
                case .fingerprint(let digits): isUnborn(digits) ? "new" : digits
                }
            }.joined()
        )
    }

    /// A line that goes.
    ///
    /// Somebody else may have written it, with a secret of any form in it. So it is shown only where a line that is
    /// written differs from it in nothing but keys; else up to where a value begins.
    func shown(removed line: UnsafeRawBufferPointer) -> String {
        guard !shapes.contains(shape(of: line)) else { return shown(written: line) }
        let text = pieces(of: line).map { if case .text(let text) = $0 { text } else { Self.hidden } }.joined()
        guard let sign = text.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return Self.hidden }
        return Self.clipped(text[...sign] + (text[sign] == ":" ? " " : "") + Self.hidden)
    }

    /// What is left of a line without its keys.
    private func shape(of line: UnsafeRawBufferPointer) -> String {
        pieces(of: line).map { if case .text(let text) = $0 { text } else { "‹›" } }.joined()
    }

    /// Compared as numbers: there may be thousands, and a text for each of them for each line is what a plan would wait for.
    private func isUnborn(_ digits: String) -> Bool {
        guard let bits = UInt64(digits, radix: 16), !digits.contains(where: \.isUppercase) else { return false }
        return unborn.contains { $0.leadingBits >> 16 == bits }
    }

    private static func clipped(_ text: String) -> String {
        let line = PlainText.line(text.last == "\r" ? String(text.dropLast()) : text)
        return line.count > longest ? line.prefix(longest - 1) + "…" : line
    }

    private enum Piece {
        case text(String)
        /// A key, or a word that could be one.
        case key(Fingerprint)
        /// The twelve digits of one, as in compose's labels.
        case fingerprint(String)
    }

    private func pieces(of line: UnsafeRawBufferPointer) -> [Piece] {
        var pieces: [Piece] = []
        forEachWord(of: line) { word, isWord in
            let text = { String(decoding: word, as: UTF8.self) }
            if isWord, word.count >= KeyScanner.minimumLength {
                let fingerprint = Fingerprint(of: word)
                pieces.append(plain.contains(fingerprint) ? .text(text()) : .key(fingerprint))
            } else if isWord, word.count == 12, word.allSatisfy(\.isHexDigit) {
                pieces.append(.fingerprint(text()))
            } else {
                pieces.append(.text(text()))
            }
        }
        return pieces
    }

    /// Words of a key's alphabet and what stands between them, in order.
    private func forEachWord(of line: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer, _ isWord: Bool) -> Void)
    {
        var position = 0
        while position < line.count {
            let isWord = KeyScanner.isKeyByte(line[position])
            let end = line[position...].firstIndex { KeyScanner.isKeyByte($0) != isWord } ?? line.count
            body(UnsafeRawBufferPointer(rebasing: line[position..<end]), isWord)
            position = end
        }
    }
}

internal import Diagnostics
internal import Model
internal import Redaction

/// The end of what a hook wrote, however much that is.
struct HookOutput: Sendable {
    /// How many lines are shown at most.
    static let mostLines = 40

    /// How many bytes are shown at most.
    static let mostBytes = 8_192

    /// How much is kept of what was written: enough that what is shown begins long after what was dropped.
    private static let kept = 65_536

    private var bytes: [UInt8] = []
    private var isCut = false

    mutating func append(_ more: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: more.suffix(Self.kept))
        if more.count > Self.kept { isCut = true }
        // Not at every call: moving what is kept costs as much as what is kept.
        if bytes.count > 4 * Self.kept { cut() }
    }

    /// Hands over what there is: with no copy left behind, it can be overwritten once it was shown.
    mutating func take() -> HookOutput {
        defer { self = HookOutput() }
        return self
    }

    private mutating func cut() {
        guard bytes.count > Self.kept else { return }
        bytes.removeFirst(bytes.count - Self.kept)
        isCut = true
    }

    /// What may be shown of it.
    ///
    /// Keys become their fingerprints in brackets; passwords, and what looks like a key, are masked.
    consuming func shown(without finder: SecretFinder) -> String {
        cut()
        defer { for index in bytes.indices { bytes[index] = 0 } }
        let start = isCut ? safeStart(finder) : 0
        let text = bytes.withUnsafeBytes { Self.masked($0, from: start, finder) }
        return Self.end(of: Self.plain(text))
    }

    /// Where what is kept can be shown from: what was dropped may have ended within a secret.
    private func safeStart(_ finder: SecretFinder) -> Int {
        let start = min(finder.longest, bytes.count)
        if let line = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) { return line + 1 }
        return bytes[start...].firstIndex { !KeyWord.isLetter($0) } ?? bytes.count
    }

    /// Searched from its beginning, so that no secret is cut by where it is shown from.
    private static func masked(_ text: UnsafeRawBufferPointer, from start: Int, _ finder: SecretFinder) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var position = start
        for match in finder.matches(in: text) where match.range.upperBound > position {
            if match.range.lowerBound >= position {
                result.append(contentsOf: text[position..<match.range.lowerBound])
                result.append(contentsOf: (match.fingerprint.map { "[\($0)]" } ?? Mask.text).utf8)
            }
            position = match.range.upperBound
        }
        result.append(contentsOf: text[position...])
        return String(decoding: result, as: UTF8.self)
    }

    /// Without the sequences that colour a terminal and move about it; what else could do so is replaced.
    private static func plain(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var scalars = text.unicodeScalars.makeIterator()
        var previous: Unicode.Scalar?
        while let scalar = scalars.next() {
            defer { previous = scalar }
            switch scalar {
            case "\u{1b}":
                guard let next = scalars.next(), next == "[" else { continue }
                // Parameters, then one letter or sign that ends the sequence.
                while let part = scalars.next(), !("\u{40}"..."\u{7e}").contains(part) {}
            case "\r": result.append("\n")
            case "\n" where previous == "\r": continue
            case "\n", "\t", " "...: result.append(scalar)
            default: continue
            }
        }
        return PlainText.lines(String(result))
    }

    /// The last lines, as many as fit; of a line that does not, its end.
    private static func end(of text: String) -> String {
        var lines: [Substring] = []
        var size = 0
        for line in text.split(separator: "\n").reversed() where !line.allSatisfy({ $0 == " " }) {
            size += line.utf8.count + 1
            if lines.count == mostLines || size > mostBytes {
                // Not from the middle of what could be a key.
                if lines.isEmpty {
                    let end = line.unicodeScalars.suffix(mostBytes / 4)
                    lines = [Substring(end.drop { KeyWord.isLetter($0) })]
                }
                break
            }
            lines.append(line)
        }
        return lines.reversed().map { SecretMask.masked(String($0)) }.joined(separator: "\n")
    }
}

/// Takes a text apart into tags and what stands between them.
struct MustacheScanner {
    private let bytes: [UInt8]
    private var opening = Array("{{".utf8)
    private var closing = Array("}}".utf8)

    /// Up to where pieces were given.
    private var given = 0

    /// The tag behind the text that was given last.
    private var waiting: MustacheTag?

    /// The place that was asked for last: most are asked for in order.
    private var located = (place: 0, line: 1, column: 1)

    enum Piece {
        case text(String)
        case tag(MustacheTag)
    }

    init(_ text: String) { bytes = Array(text.utf8) }

    var end: Int { bytes.count }

    /// - Returns: nil at the end of the text.
    mutating func next() throws(MustacheError) -> Piece? {
        if let tag = waiting {
            waiting = nil
            return .tag(tag)
        }
        guard given < bytes.count else { return nil }
        guard let start = find(opening, from: given) else {
            defer { given = bytes.count }
            return .text(text(given..<bytes.count))
        }
        let tag = try tag(at: start)
        let place = place(of: tag)
        let before = given..<place.lowerBound
        given = place.upperBound
        if before.isEmpty { return .tag(tag) }
        waiting = tag
        return .text(text(before))
    }

    /// - Precondition: the tag is the last one that was given.
    mutating func changeDelimiters(_ tag: MustacheTag) throws(MustacheError) {
        let words = tag.content.split(whereSeparator: \.isWhitespace)
        guard words.count == 2, !tag.content.contains("=") else { throw error(.invalidDelimiters, at: tag.end) }
        (opening, closing) = (Array(words[0].utf8), Array(words[1].utf8))
    }

    mutating func error(_ reason: MustacheError.Reason, at place: Int) -> MustacheError {
        MustacheError(reason: reason, position: position(of: place))
    }

    mutating func position(of place: Int) -> MustachePosition {
        if place < located.place { located = (0, 1, 1) }
        for byte in bytes[located.place..<place] {
            if byte == UInt8(ascii: "\n") {
                (located.line, located.column) = (located.line + 1, 1)
            } else if byte & 0xc0 != 0x80 {
                // Not the second or a later byte of a scalar.
                located.column += 1
            }
        }
        located.place = place
        return MustachePosition(line: located.line, column: located.column)
    }

    private mutating func tag(at start: Int) throws(MustacheError) -> MustacheTag {
        let first = start + opening.count
        let letter = bytes[first...].first { !Self.isBlank($0) && !Self.isLineEnd($0) }
        let kind = letter.map(MustacheTag.Kind.init) ?? .variable
        let content = (kind == .variable ? first : bytes[first...].firstIndex(of: letter ?? 0).map { $0 + 1 }) ?? first
        let end =
            switch letter {
            case UInt8(ascii: "{"): [UInt8(ascii: "}")] + closing
            case UInt8(ascii: "="): [UInt8(ascii: "=")] + closing
            default: closing
            }
        guard let close = find(end, from: content) else { throw error(.unfinishedTag, at: bytes.count) }
        let inner = trimmed(content..<close)
        return MustacheTag(
            kind: kind,
            content: text(inner),
            start: start,
            contentStart: inner.lowerBound,
            end: close + end.count
        )
    }

    /// A tag with the line that it is alone on.
    private func place(of tag: MustacheTag) -> Range<Int> {
        let narrow = tag.start..<tag.end
        guard tag.kind.canStandAlone else { return narrow }
        var (first, last) = (tag.start, tag.end)
        while first > given, Self.isBlank(bytes[first - 1]) { first -= 1 }
        guard first == 0 || bytes[first - 1] == UInt8(ascii: "\n") else { return narrow }
        while last < bytes.count, Self.isBlank(bytes[last]) { last += 1 }
        if last < bytes.count, bytes[last] == UInt8(ascii: "\r") { last += 1 }
        guard last < bytes.count else { return first..<last }
        return bytes[last] == UInt8(ascii: "\n") ? first..<(last + 1) : narrow
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        func isSpace(_ place: Int) -> Bool { Self.isBlank(bytes[place]) || Self.isLineEnd(bytes[place]) }
        guard let first = range.first(where: { !isSpace($0) }), let last = range.last(where: { !isSpace($0) }) else {
            return range.lowerBound..<range.lowerBound
        }
        return first..<(last + 1)
    }

    private func find(_ wanted: [UInt8], from start: Int) -> Int? {
        var place = start
        while let next = bytes[place...].firstIndex(of: wanted[0]), next + wanted.count <= bytes.count {
            if bytes[next..<next + wanted.count].elementsEqual(wanted) { return next }
            place = next + 1
        }
        return nil
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}

extension JSONText {
    /// Two spaces per level, one member or element a line, no newline at the end.
    package var pretty: String {
        var bytes: [UInt8] = []
        write(into: &bytes, level: 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// On one line, without spaces.
    package var compact: String {
        var bytes: [UInt8] = []
        write(into: &bytes, level: nil)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What `make` gives for each number below a count, in their order; several may be made at once.
    package typealias Making = (_ count: Int, _ make: @Sendable (Int) -> [UInt8]) -> [[UInt8]]

    /// Lends ``pretty``, with a newline at its end, in pieces of whole lines: no more than one of them is in memory, and
    /// some elements that are made at once.
    package func forEachPiece(
        making: Making = { count, make in (0..<count).map(make) },
        _ body: ([UInt8]) throws -> Void
    ) rethrows {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 * Self.pieceLength)
        try write(into: &bytes, level: 0, making) { bytes in
            guard bytes.count >= Self.pieceLength else { return }
            bytes.append(UInt8(ascii: "\n"))
            try body(bytes)
            bytes.removeAll(keepingCapacity: true)
        }
        bytes.append(UInt8(ascii: "\n"))
        try body(bytes)
    }

    private static let pieceLength = 1 << 16

    /// So many elements are made by one, and so many ones at once.
    private static let (share, shares) = (64, 8)

    /// Appends the value's text; `level` is how far its lines are indented, nil for no lines at all.
    package func write(into bytes: inout [UInt8], level: Int?) {
        write(into: &bytes, level: level, { count, make in (0..<count).map(make) }) { _ in }
    }

    /// Before each line break `endLine` is lent what is there; if it takes that away, the break goes with it.
    private func write(
        into bytes: inout [UInt8],
        level: Int?,
        _ making: Making,
        endLine: (inout [UInt8]) throws -> Void
    ) rethrows {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .int(let number): bytes.append(contentsOf: String(number).utf8)
        case .number(let digits): bytes.append(contentsOf: digits.utf8)
        case .string(let text): Self.write(text, into: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            try Self.write(elements.count, into: &bytes, level: level, endLine) { index, bytes, level in
                try elements[index].write(into: &bytes, level: level, making, endLine: endLine)
            }
            bytes.append(UInt8(ascii: "]"))
        case .made(let elements):
            bytes.append(UInt8(ascii: "["))
            try Self.write(elements, into: &bytes, level: level, making, endLine)
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            try Self.write(members.count, into: &bytes, level: level, endLine) { index, bytes, level in
                Self.write(members[index].name, into: &bytes)
                bytes.append(UInt8(ascii: ":"))
                if level != nil { bytes.append(UInt8(ascii: " ")) }
                try members[index].value.write(into: &bytes, level: level, making, endLine: endLine)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// Some shares of elements at once, then their texts in order.
    private static func write(
        _ elements: MadeElements,
        into bytes: inout [UInt8],
        level: Int?,
        _ making: Making,
        _ endLine: (inout [UInt8]) throws -> Void
    ) rethrows {
        let inner = level.map { $0 + 1 }
        for start in stride(from: 0, to: elements.count, by: share * shares) {
            let end = min(start + share * shares, elements.count)
            let texts = making((end - start + share - 1) / share) { number in
                var text: [UInt8] = []
                let first = start + number * share
                for index in first..<min(first + share, end) {
                    if index > first {
                        text.append(UInt8(ascii: ","))
                        breakLine(into: &text, level: inner) { _ in }
                    }
                    elements.element(index).write(into: &text, level: inner)
                }
                return text
            }
            for (number, text) in texts.enumerated() {
                if start + number > 0 { bytes.append(UInt8(ascii: ",")) }
                try breakLine(into: &bytes, level: inner, endLine)
                bytes.append(contentsOf: text)
            }
        }
        if elements.count > 0 { try breakLine(into: &bytes, level: level, endLine) }
    }

    /// So many items, with commas and lines between them.
    private static func write(
        _ count: Int,
        into bytes: inout [UInt8],
        level: Int?,
        _ endLine: (inout [UInt8]) throws -> Void,
        _ writeItem: (Int, inout [UInt8], Int?) throws -> Void
    ) rethrows {
        let inner = level.map { $0 + 1 }
        for index in 0..<count {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            try breakLine(into: &bytes, level: inner, endLine)
            try writeItem(index, &bytes, inner)
        }
        if count > 0 { try breakLine(into: &bytes, level: level, endLine) }
    }

    private static func breakLine(
        into bytes: inout [UInt8],
        level: Int?,
        _ endLine: (inout [UInt8]) throws -> Void
    ) rethrows {
        guard let level else { return }
        try endLine(&bytes)
        if !bytes.isEmpty { bytes.append(UInt8(ascii: "\n")) }
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
    }

    /// RFC 8259 §7: quotes, backslashes and control characters are escaped.
    ///
    /// So is whatever else ``PlainText`` keeps from a terminal, so that one which shows the text obeys nothing in it.
    private static func write(_ text: String, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            // Most texts are such of which nothing is escaped.
            if utf8.allSatisfy(isPlain) { bytes.append(contentsOf: utf8) } else { escape(utf8, into: &bytes) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func escape(_ text: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) {
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\"", "\\": bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: scalar)])
            case "\n": bytes.append(contentsOf: "\\n".utf8)
            case "\r": bytes.append(contentsOf: "\\r".utf8)
            case "\t": bytes.append(contentsOf: "\\t".utf8)
            case _ where PlainText.shown(scalar) != scalar:
                bytes.append(contentsOf: "\\u".utf8)
                for shift in [12, 8, 4, 0] as [UInt32] { bytes.append(hexDigit(UInt8(scalar.value >> shift & 0xf))) }
            default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}

/// A JSON value whose members keep the order they were given in, so that the same value is always the same text.
package indirect enum JSONText: Hashable, Sendable {
    case object([Member])
    case array([JSONText])
    case string(String)
    case int(Int64)
    case bool(Bool)
    case null

    /// One name and value of an object.
    package struct Member: Hashable, Sendable {
        package let name: String
        package let value: JSONText

        package init(_ name: String, _ value: JSONText) {
            self.name = name
            self.value = value
        }
    }

    /// A string, or null where there is none.
    package init(_ text: String?) { self = text.map(JSONText.string) ?? .null }

    /// A number, or null where there is none.
    package init(_ number: Int?) { self = number.map { .int(Int64($0)) } ?? .null }
}

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

    /// Appends the value's text; `level` is how far its lines are indented, nil for no lines at all.
    package func write(into bytes: inout [UInt8], level: Int?) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .int(let number): bytes.append(contentsOf: String(number).utf8)
        case .string(let text): Self.write(text, into: &bytes)
        case .array(let elements):
            Self.write(elements, between: ("[", "]"), into: &bytes, level: level) { element, bytes, level in
                element.write(into: &bytes, level: level)
            }
        case .object(let members):
            Self.write(members, between: ("{", "}"), into: &bytes, level: level) { member, bytes, level in
                Self.write(member.name, into: &bytes)
                bytes.append(contentsOf: (level == nil ? ":" : ": ").utf8)
                member.value.write(into: &bytes, level: level)
            }
        }
    }

    private static func write<Item>(
        _ items: [Item],
        between brackets: (String, String),
        into bytes: inout [UInt8],
        level: Int?,
        _ writeItem: (Item, inout [UInt8], Int?) -> Void
    ) {
        bytes.append(contentsOf: brackets.0.utf8)
        let inner = level.map { $0 + 1 }
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(into: &bytes, level: inner)
            writeItem(item, &bytes, inner)
        }
        if !items.isEmpty { breakLine(into: &bytes, level: level) }
        bytes.append(contentsOf: brackets.1.utf8)
    }

    private static func breakLine(into bytes: inout [UInt8], level: Int?) {
        guard let level else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
    }

    /// RFC 8259 §7: quotes, backslashes and control characters are escaped.
    ///
    /// So is whatever else ``PlainText`` keeps from a terminal, so that one which shows the text obeys nothing in it.
    private static func write(_ text: String, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
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
        bytes.append(UInt8(ascii: "\""))
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}

extension JSONText: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByNilLiteral {
    package init(dictionaryLiteral members: (String, JSONText)...) { self = .object(members.map { Member($0, $1) }) }
    package init(arrayLiteral elements: JSONText...) { self = .array(elements) }
    package init(nilLiteral: ()) { self = .null }
}

extension JSONText: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral text: String) { self = .string(text) }
    package init(integerLiteral number: Int64) { self = .int(number) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}

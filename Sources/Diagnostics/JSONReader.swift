/// A text that is no JSON, with the place where that was seen.
package struct JSONSyntaxError: Error, Hashable {
    /// 1-based.
    package let line: Int

    /// 1-based, in bytes.
    package let column: Int

    /// What is wrong, in words that hold nothing of the text.
    package let problem: String
}

extension JSONText {
    /// Reads RFC 8259, strictly: numbers are whole, no member stands twice, nothing follows the value.
    ///
    /// Members keep their order, so that a text that is written from it again is the same. `keepingDigits` takes every number,
    /// as it is written, for ``number(_:)``.
    package init(parsing bytes: [UInt8], keepingDigits: Bool = false) throws(JSONSyntaxError) {
        var reader = JSONReader(bytes, keepsDigits: keepingDigits)
        self = try reader.document()
    }
}

/// One pass over the bytes of a JSON text.
private struct JSONReader {
    private static let maximumDepth = 64

    private let bytes: [UInt8]
    private let keepsDigits: Bool
    private var index = 0

    init(_ bytes: [UInt8], keepsDigits: Bool) {
        self.bytes = bytes
        self.keepsDigits = keepsDigits
    }

    mutating func document() throws(JSONSyntaxError) -> JSONText {
        skipSpace()
        guard index < bytes.count else { throw error("the file is empty") }
        let value = try value(depth: 0)
        skipSpace()
        guard index == bytes.count else { throw error("unexpected text after the end of the value") }
        return value
    }

    private mutating func value(depth: Int) throws(JSONSyntaxError) -> JSONText {
        guard depth < Self.maximumDepth else { throw error("the values are nested too deeply") }
        switch try next() {
        case UInt8(ascii: "{"): return .object(try members(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try elements(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw error("expected a value")
        }
    }

    private mutating func members(depth: Int) throws(JSONSyntaxError) -> [JSONText.Member] {
        var members: [JSONText.Member] = []
        var names: Set<String> = []
        index += 1
        skipSpace()
        if try next() == UInt8(ascii: "}") {
            index += 1
            return []
        }
        while true {
            skipSpace()
            guard try next() == UInt8(ascii: "\"") else { throw error("expected the name of a member") }
            let start = index
            let name = try string()
            guard names.insert(name).inserted else { throw error("a member is given twice", at: start) }
            skipSpace()
            try expect(UInt8(ascii: ":"), "expected a colon after the name of a member")
            skipSpace()
            members.append(JSONText.Member(name, try value(depth: depth)))
            skipSpace()
            if try next() == UInt8(ascii: "}") {
                index += 1
                return members
            }
            try expect(UInt8(ascii: ","), "expected a comma or the end of the object")
        }
    }

    private mutating func elements(depth: Int) throws(JSONSyntaxError) -> [JSONText] {
        var elements: [JSONText] = []
        index += 1
        skipSpace()
        if try next() == UInt8(ascii: "]") {
            index += 1
            return []
        }
        while true {
            skipSpace()
            elements.append(try value(depth: depth))
            skipSpace()
            if try next() == UInt8(ascii: "]") {
                index += 1
                return elements
            }
            try expect(UInt8(ascii: ","), "expected a comma or the end of the list")
        }
    }

    private mutating func string() throws(JSONSyntaxError) -> String {
        let start = index
        index += 1
        var text: [UInt8] = []
        while true {
            let byte = try next()
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw error("a string is not valid UTF-8", at: start)
                }
                return string
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw error("a string contains a control character", at: index - 1)
            default: text.append(byte)
            }
        }
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONSyntaxError) {
        let byte = try next()
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var code = try codeUnit()
            if 0xD800..<0xDC00 ~= code, bytes[index...].starts(with: "\\u".utf8) {
                index += 2
                let low = try codeUnit()
                guard 0xDC00..<0xE000 ~= low else { throw error("a string contains half of a surrogate pair") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw error("a string contains half of a surrogate pair") }
            text.append(contentsOf: String(Character(scalar)).utf8)
        default: throw error("unknown escape sequence", at: index - 1)
        }
    }

    private mutating func codeUnit() throws(JSONSyntaxError) -> UInt32 {
        guard index + 4 <= bytes.count, bytes[index..<index + 4].allSatisfy(\.isHexDigit),
            let code = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
        else { throw error("expected four hexadecimal digits") }
        index += 4
        return code
    }

    private mutating func number() throws(JSONSyntaxError) -> JSONText {
        let start = index
        _ = skip("-")
        let first = index
        let whole = skipDigits()
        var isGood = whole == 1 || whole > 1 && bytes[first] != UInt8(ascii: "0")
        var isWhole = true
        if skip(".") {
            isWhole = false
            isGood = skipDigits() > 0 && isGood
        }
        if skip("eE") {
            isWhole = false
            _ = skip("+-")
            isGood = skipDigits() > 0 && isGood
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if keepsDigits {
            guard isGood else { throw error("expected a number", at: start) }
            return .number(text)
        }
        guard isGood, isWhole, let number = Int64(text) else { throw error("expected a whole number", at: start) }
        return .int(number)
    }

    /// One of these, if it is here.
    private mutating func skip(_ some: StaticString) -> Bool {
        guard index < bytes.count, some.withUTF8Buffer({ $0.contains(bytes[index]) }) else { return false }
        index += 1
        return true
    }

    private mutating func skipDigits() -> Int {
        let start = index
        while skip("0123456789") {}
        return index - start
    }

    private mutating func word(_ word: String, _ value: JSONText) throws(JSONSyntaxError) -> JSONText {
        guard bytes[index...].starts(with: word.utf8) else { throw error("expected a value") }
        index += word.utf8.count
        return value
    }

    private mutating func expect(_ byte: UInt8, _ problem: String) throws(JSONSyntaxError) {
        guard try next() == byte else { throw error(problem) }
        index += 1
    }

    private func next() throws(JSONSyntaxError) -> UInt8 {
        guard index < bytes.count else { throw error("unexpected end of the text") }
        return bytes[index]
    }

    private mutating func skipSpace() {
        while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
    }

    private func error(_ problem: String, at place: Int? = nil) -> JSONSyntaxError {
        let before = bytes[..<(place ?? index)]
        let line = before.count { $0 == 0x0A } + 1
        let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        return JSONSyntaxError(line: line, column: column, problem: problem)
    }
}

/// Takes numbers and texts from the front of some bytes, and never reads behind their end.
struct ByteReader {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    /// The next byte, left where it is.
    var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func byte() -> UInt8? {
        guard let byte = next else { return nil }
        index += 1
        return byte
    }

    mutating func skip(_ count: Int) -> Bool {
        guard count >= 0, count <= bytes.count - index else { return false }
        index += count
        return true
    }

    /// Whether these bytes come next; then they are taken.
    mutating func take(_ text: StaticString) -> Bool {
        let isNext = text.withUTF8Buffer { bytes[index...].starts(with: $0) }
        if isNext { index += text.utf8CodeUnitCount }
        return isNext
    }

    /// A big-endian number in two's complement.
    mutating func signed(_ size: Int) -> Int64? {
        guard size <= bytes.count - index else { return nil }
        var value: Int64 = bytes[index] & 0x80 == 0 ? 0 : -1
        for byte in bytes[index..<index + size] { value = value << 8 | Int64(byte) }
        index += size
        return value
    }

    /// A decimal number of at most four digits.
    mutating func number() -> Int? {
        var value: Int?
        for _ in 0..<4 {
            guard let digit = next, digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return value }
            value = (value ?? 0) * 10 + Int(digit - UInt8(ascii: "0"))
            index += 1
        }
        return value
    }

    /// What stands between two line feeds.
    mutating func line() -> [UInt8]? {
        guard take("\n"), let end = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { index = end + 1 }
        return Array(bytes[index..<end])
    }
}

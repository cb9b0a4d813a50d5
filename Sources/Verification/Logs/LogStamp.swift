internal import Model

/// The time stamp of a log line: ISO 8601, at the line's beginning or behind a few signs or words.
struct LogStamp: Equatable {
    /// As if it were UTC where it names no zone.
    let instant: Instant
    let hasZone: Bool

    /// How far into the line is looked: behind a level, or a field name in JSON.
    private static let reach = 128

    /// Nil if there is none.
    init?(in line: UnsafeRawBufferPointer) {
        let shape: StaticString = "dddd-dd-dd_dd:dd:dd"
        let length = shape.utf8CodeUnitCount
        let starts = 0..<max(0, min(line.count - length + 1, Self.reach))
        for start in starts where line[start] == UInt8(ascii: "1") || line[start] == UInt8(ascii: "2") {
            if start > 0, Self.isDigit(line[start - 1]) { continue }
            let fits = shape.withUTF8Buffer { shape in
                shape.indices.allSatisfy { index in
                    let byte = line[start + index]
                    return switch shape[index] {
                    case UInt8(ascii: "d"): Self.isDigit(byte)
                    case UInt8(ascii: "_"): byte == UInt8(ascii: "T") || byte == UInt8(ascii: " ")
                    default: byte == shape[index]
                    }
                }
            }
            guard fits else { continue }
            var end = start + length
            var fraction = ""
            // Python writes a comma.
            if end + 1 < line.count, line[end] == UInt8(ascii: ".") || line[end] == UInt8(ascii: ","),
                Self.isDigit(line[end + 1])
            {
                let digits = line[(end + 1)...].prefix(while: Self.isDigit)
                fraction = "." + String(decoding: digits, as: UTF8.self)
                end = digits.endIndex
            }
            let zone = Self.zone(in: line[end...])
            let text = String(decoding: line[start..<start + length], as: UTF8.self) + fraction
            guard let instant = Instant(text: text + (zone ?? "")) else { continue }
            self.init(instant: instant, hasZone: zone != nil)
            return
        }
        return nil
    }

    init(instant: Instant, hasZone: Bool) {
        self.instant = instant
        self.hasZone = hasZone
    }

    /// `Z`, `+01:00`, `+0100` or ` +0100`.
    private static func zone(in rest: Slice<UnsafeRawBufferPointer>) -> String? {
        var rest = rest
        if rest.first == UInt8(ascii: "Z") { return "Z" }
        if rest.first == UInt8(ascii: " ") { rest = rest.dropFirst() }
        guard let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        let digits = rest.dropFirst().prefix(5).filter { $0 != UInt8(ascii: ":") }.prefix(4)
        guard digits.count == 4, digits.allSatisfy(isDigit) else { return nil }
        return String(decoding: [sign] + digits, as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

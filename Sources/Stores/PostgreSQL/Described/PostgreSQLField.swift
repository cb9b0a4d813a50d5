internal import Diagnostics
internal import Model
internal import Schedule

/// Values of a new row in `COPY`'s binary format, by the types of their columns.
enum PostgreSQLField {
    static let json: Int64 = 114
    private static let jsonb: Int64 = 3802
    private static let bytea: Int64 = 17
    private static let texts: Set<Int64> = [25, 1043, 1042, 19]
    private static let arrays: [Int64: UInt32] = [1009: 25, 1015: 1043]

    /// Why a value cannot be written into a column.
    struct Misfit: Error {
        let column: String

        /// In a clause: `it takes no number`.
        let reason: String
    }

    /// Appends the length of a value and the value.
    ///
    /// `encoded` is what the server made of values that have no form here.
    static func append(
        _ value: RowValue,
        to bytes: inout [UInt8],
        as column: PostgreSQLColumns.Column,
        _ name: String,
        encoded: PostgreSQLEncodings = PostgreSQLEncodings()
    ) throws(Misfit) {
        if case .null = value {
            bytes.append(bigEndian: Int32(-1))
            return
        }
        let start = bytes.count
        bytes.append(bigEndian: Int32(0))
        if try !write(value, &bytes, column, name) {
            bytes.removeLast(bytes.count - start - 4)
            guard let served = encoded[value, column] else {
                throw Misfit(column: name, reason: "its type does not accept the value that the profile writes")
            }
            bytes += served
        }
        let length = UInt32(bytes.count - start - 4)
        for place in 0..<4 { bytes[start + place] = UInt8(truncatingIfNeeded: length >> (24 - 8 * UInt32(place))) }
    }

    private static func write(
        _ value: RowValue,
        _ bytes: inout [UInt8],
        _ column: PostgreSQLColumns.Column,
        _ name: String
    ) throws(Misfit) -> Bool {
        switch value {
        case .null: return false
        case .secret(let secret):
            guard isText(column) else { return false }
            secret.withBytes { bytes.append(contentsOf: $0) }
            return true
        case .bytes(let value):
            guard column.type == bytea else { return false }
            bytes += value
            return true
        case .uuid(let uuid):
            if column.type == PostgreSQLSchema.uuid {
                bytes.append(bigEndian: uuid.high)
                bytes.append(bigEndian: uuid.low)
                return true
            }
            return write(text: uuid.dashed, &bytes, column)
        case .moment(let instant, let moment): return write(instant, moment, &bytes, column)
        case .bool(let value): return write(text: value ? "true" : "false", &bytes, column)
        case .number(let text), .text(let text): return write(text: text, &bytes, column)
        case .json(let text):
            if let element = arrays[column.type] { return write(list: text, of: element, &bytes) }
            return write(text: text, &bytes, column)
        }
    }

    /// Whether the value has a form here.
    static func isKnown(_ value: RowValue, in column: PostgreSQLColumns.Column) -> Bool {
        switch value {
        case .null, .secret, .bytes: return true
        default: break
        }
        var bytes: [UInt8] = []
        return (try? write(value, &bytes, column, "")) == true
    }

    private static func isText(_ column: PostgreSQLColumns.Column) -> Bool {
        // Types that an extension made, such as citext, have numbers above those of the server.
        texts.contains(column.type) || column.isEnumeration || column.isText && column.type >= 16_384
    }

    private static func write(
        _ instant: Instant,
        _ moment: TimeColumn,
        _ bytes: inout [UInt8],
        _ column: PostgreSQLColumns.Column
    ) -> Bool {
        if PostgreSQLSchema.timestamps.contains(column.type) {
            let zone = moment.localZone(inColumnOf: column.type)
            bytes.append(bigEndian: PostgreSQLTimestamp.wire(zone?.clock(at: instant) ?? instant))
            return true
        }
        return write(text: MomentText.text(instant, as: moment.postgreSQL), &bytes, column)
    }

    private static func write(text: String, _ bytes: inout [UInt8], _ column: PostgreSQLColumns.Column) -> Bool {
        if isText(column) || column.type == json {
            bytes += text.utf8
            return true
        }
        switch column.type {
        case jsonb: bytes += [1] + text.utf8
        case PostgreSQLSchema.uuid:
            guard let uuid = RowUUID(text) else { return false }
            bytes.append(bigEndian: uuid.high)
            bytes.append(bigEndian: uuid.low)
        case PostgreSQLSchema.boolean:
            guard ["true", "false", "1", "0"].contains(text) else { return false }
            bytes.append(text == "true" || text == "1" ? 1 : 0)
        case 21: return append(Int16(text), &bytes)
        case 23: return append(Int32(text), &bytes)
        case 20: return append(Int64(text), &bytes)
        case 700: return append(Float(text)?.bitPattern, &bytes)
        case 701: return append(Double(text)?.bitPattern, &bytes)
        case 1700: return append(numeric: text, &bytes)
        default: return false
        }
        return true
    }

    private static func append(_ number: (some FixedWidthInteger)?, _ bytes: inout [UInt8]) -> Bool {
        guard let number else { return false }
        bytes.append(bigEndian: number)
        return true
    }

    /// Groups of four decimal digits, the weight of the first, the sign, and how many decimals are shown.
    private static func append(numeric text: String, _ bytes: inout [UInt8]) -> Bool {
        let isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ $0.allSatisfy(\.isNumber) }), let whole = parts.first
        else { return false }
        let fraction = parts.count == 2 ? parts[1] : ""
        let digits =
            String(repeating: "0", count: (4 - whole.count % 4) % 4) + whole + fraction
            + String(repeating: "0", count: (4 - fraction.count % 4) % 4)
        let characters = Array(digits)
        let groups = stride(from: 0, to: characters.count, by: 4).compactMap { Int16(String(characters[$0..<$0 + 4])) }
        bytes.append(bigEndian: Int16(groups.count))
        bytes.append(bigEndian: Int16((whole.count + 3) / 4 - 1))
        bytes.append(bigEndian: UInt16(isNegative ? 0x4000 : 0))
        bytes.append(bigEndian: Int16(fraction.count))
        for group in groups { bytes.append(bigEndian: group) }
        return true
    }

    /// A list of texts as an array with one dimension.
    private static func write(list json: String, of element: UInt32, _ bytes: inout [UInt8]) -> Bool {
        guard let elements = JSONText.list(json) else { return false }
        let texts = elements.compactMap(\.word)
        guard texts.count == elements.count else { return false }
        bytes.append(bigEndian: UInt32(texts.isEmpty ? 0 : 1))
        bytes.append(bigEndian: UInt32(0))
        bytes.append(bigEndian: element)
        guard !texts.isEmpty else { return true }
        bytes.append(bigEndian: UInt32(texts.count))
        bytes.append(bigEndian: UInt32(1))
        for text in texts {
            bytes.append(bigEndian: UInt32(text.utf8.count))
            bytes += text.utf8
        }
        return true
    }
}

/// The order in which people look for names: numbers by their value, capitals beside small letters.
package enum NaturalOrder {
    /// Whether a name stands before another; total, so that there is always one order.
    package static func isBefore(_ left: String, _ right: String) -> Bool {
        let order = compare(Array(left.utf8), Array(right.utf8))
        return order == 0 ? left < right : order < 0
    }

    private static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var (one, other) = (0, 0)
        while one < left.count, other < right.count {
            if isDigit(left[one]), isDigit(right[other]) {
                let (first, second) = (number(left, &one), number(right, &other))
                if first.count != second.count { return first.count - second.count }
                if first != second { return first.lexicographicallyPrecedes(second) ? -1 : 1 }
            } else {
                let (first, second) = (small(left[one]), small(right[other]))
                if first != second { return Int(first) - Int(second) }
                one += 1
                other += 1
            }
        }
        return (left.count - one) - (right.count - other)
    }

    /// The digits that begin there, without zeros in front.
    private static func number(_ text: [UInt8], _ index: inout Int) -> ArraySlice<UInt8> {
        let digits = text[index...].prefix(while: isDigit)
        index += digits.count
        return digits.drop { $0 == UInt8(ascii: "0") }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func small(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
    }
}

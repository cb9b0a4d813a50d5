/// Names as people sort them: `svc2` before `svc10`, capitals beside small letters.
///
/// Total, so that there is always one order.
package struct NaturalOrder: Comparable {
    /// Compares byte by byte as the name does: small letters, and each number behind the number of its digits.
    private let key: [UInt8]
    private let name: String

    package init(_ name: String) {
        self.name = name
        var key: [UInt8] = []
        var rest = Array(name.utf8)[...]
        while let first = rest.first {
            guard Self.isDigit(first) else {
                key.append(Self.isCapital(first) ? first | 0x20 : first)
                rest.removeFirst()
                continue
            }
            let run = rest.prefix(while: Self.isDigit)
            let digits = run.drop { $0 == UInt8(ascii: "0") }
            // A digit stands where digits stand among other characters.
            key += [UInt8(ascii: "0"), UInt8(clamping: digits.count)] + digits
            rest = rest.dropFirst(run.count)
        }
        self.key = key
    }

    package static func < (left: NaturalOrder, right: NaturalOrder) -> Bool {
        if left.key != right.key { return left.key.lexicographicallyPrecedes(right.key) }
        return left.name < right.name
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func isCapital(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
}

extension Collection {
    /// Sorted by a name of each, as people sort names; elements of one name stay in their order.
    package func sorted(naturallyBy order: (Element) -> NaturalOrder) -> [Element] {
        let elements = map { ($0, order($0)) }
        return elements.indices.sorted { left, right in
            let (first, second) = (elements[left].1, elements[right].1)
            return first == second ? left < right : first < second
        }.map { elements[$0].0 }
    }
}

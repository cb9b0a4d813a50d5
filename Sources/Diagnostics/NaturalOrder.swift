/// Names as people sort them: `svc2` before `svc10`, capitals beside small letters.
///
/// Total, so that there is always one order.
package struct NaturalOrder: Comparable {
    /// Compares byte by byte as the name does: small letters, and each number behind the number of its digits.
    private let key: [UInt8]
    private let name: String

    package init(_ name: String) {
        self.name = name
        var name = name
        key = name.withUTF8(Self.key)
    }

    private static func key(of name: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var key: [UInt8] = []
        key.reserveCapacity(name.count + 2)
        var place = 0
        while place < name.count {
            guard isDigit(name[place]) else {
                key.append(isCapital(name[place]) ? name[place] | 0x20 : name[place])
                place += 1
                continue
            }
            var first = place
            while place < name.count, isDigit(name[place]) { place += 1 }
            while first < place, name[first] == UInt8(ascii: "0") { first += 1 }
            // A digit stands where digits stand among other characters.
            key.append(UInt8(ascii: "0"))
            key.append(UInt8(clamping: place - first))
            key.append(contentsOf: name[first..<place])
        }
        return key
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
        let elements = Array(self)
        let orders = elements.map(order)
        // What comes of a sorted list is sorted already.
        guard zip(orders, orders.dropFirst()).contains(where: { $1 < $0 }) else { return elements }
        return elements.indices.sorted { left, right in
            orders[left] == orders[right] ? left < right : orders[left] < orders[right]
        }.map { elements[$0] }
    }
}

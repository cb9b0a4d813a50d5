internal import Model

/// Names as people sort them: `svc2` before `svc10`.
struct NaturalOrder: Comparable {
    private enum Part: Comparable {
        // Digits come before letters, as in ASCII.
        case number(digits: Int, String)
        case text(String)
    }

    private let parts: [Part]
    private let name: String

    init(_ name: String) {
        self.name = name
        var parts: [Part] = []
        var rest = name[...]
        while let first = rest.first {
            let isNumber = Self.isDigit(first)
            let run = rest.prefix { Self.isDigit($0) == isNumber }
            if isNumber {
                let digits = run.drop { $0 == "0" }
                parts.append(.number(digits: digits.count, String(digits)))
            } else {
                parts.append(.text(String(run)))
            }
            rest = rest.dropFirst(run.count)
        }
        self.parts = parts
    }

    init(_ address: Address) { self.init(address.description) }

    private static func isDigit(_ character: Character) -> Bool { character >= "0" && character <= "9" }

    static func < (left: NaturalOrder, right: NaturalOrder) -> Bool {
        if left.parts != right.parts { return left.parts.lexicographicallyPrecedes(right.parts) }
        return left.name < right.name
    }
}

extension Array {
    /// Sorted by an address, naturally; elements of one address stay in their order.
    func sortedNaturally(by address: (Element) -> Address) -> [Element] {
        let keys = map { NaturalOrder(address($0)) }
        return indices.sorted { keys[$0] == keys[$1] ? $0 < $1 : keys[$0] < keys[$1] }.map { self[$0] }
    }
}

/// Finds the name that was probably meant: the nearest by optimal string alignment (insert, delete, replace, swap of two
/// neighbours each cost one), if it is near enough to be worth offering.
package enum NearestName {
    /// Nil if nothing but another number is within a third of the name's length, at least one edit.
    package static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
        let letters = Array(name.utf8.prefix(64))
        let folded = letters.map(lowercase)
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let distance = distance(folded, candidate.utf8.map(lowercase))
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        guard let best, best.distance <= max(1, max(letters.count, best.name.utf8.count) / 3) else { return nil }
        return isVariant(folded, best.name.utf8.map(lowercase)) ? nil : best.name
    }

    /// Whether two names differ in their numbers alone, as `sha1` and `sha512` do: that is another thing, and no mistake.
    private static func isVariant(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        guard left.filter({ !isDigit($0) }) == right.filter({ !isDigit($0) }) else { return false }
        let numbers = (left.filter(isDigit).sorted(), right.filter(isDigit).sorted())
        return !numbers.0.isEmpty && !numbers.1.isEmpty && numbers.0 != numbers.1
    }

    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

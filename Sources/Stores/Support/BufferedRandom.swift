internal import CLinux

/// The system's random generator, asked for a page at a time: the standard library's asks the kernel for every word,
/// and a row's id takes two.
struct BufferedRandom: RandomNumberGenerator {
    private var words: [UInt64] = []

    mutating func next() -> UInt64 {
        if words.isEmpty { fill() }
        return words.removeLast()
    }

    private mutating func fill() {
        words = [UInt64](unsafeUninitializedCapacity: 512) { buffer, count in
            keyturn_fill_random(buffer.baseAddress, buffer.count * MemoryLayout<UInt64>.stride)
            count = buffer.count
        }
    }
}

package import Model

/// Where new keys come from.
///
/// Comes in from outside so that a simulation can be replayed.
package protocol KeySource: Sendable {
    /// A new key of this format, that nobody can guess.
    func makeKey(_ format: KeyFormat) -> Secret
}

/// Keys from the operating system's cryptographic random generator (`getrandom`).
package struct SystemKeySource: KeySource {
    package init() {}

    package func makeKey(_ format: KeyFormat) -> Secret {
        var generator = SystemRandomNumberGenerator()
        var random: [UInt8] = []
        random.reserveCapacity(format.bytes + 7)
        while random.count < format.bytes {
            withUnsafeBytes(of: generator.next()) { random.append(contentsOf: $0) }
        }
        random.removeLast(random.count - format.bytes)
        defer { for index in random.indices { random[index] = 0 } }
        return format.key(from: random)
    }
}

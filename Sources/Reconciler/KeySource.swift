internal import CLinux
package import Model

/// Where new keys come from.
///
/// Comes in from outside so that a simulation can be replayed.
package protocol KeySource: Sendable {
    /// A new key of this format, that no one can guess.
    func makeKey(_ format: KeyFormat) -> Secret
}

/// Keys from the operating system's cryptographic random generator (`getrandom`).
package struct SystemKeySource: KeySource {
    package init() {}

    package func makeKey(_ format: KeyFormat) -> Secret {
        // One call for a key: the standard library's generator makes one for every eight bytes.
        var random = [UInt8](unsafeUninitializedCapacity: format.bytes) { buffer, count in
            keyturn_fill_random(buffer.baseAddress, buffer.count)
            count = buffer.count
        }
        defer { for index in random.indices { random[index] = 0 } }
        return format.key(from: random)
    }
}

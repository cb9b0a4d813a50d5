internal import Glibc
internal import Redaction

/// Bytes that must never be shown: a key, a database URL, the content of a fragment (promise 3).
///
/// It cannot be printed (`description` is a mask), reflected (`dump` finds no children), encoded (it is not
/// `Encodable`) or interpolated (that does not compile). The bytes are overwritten when the last copy is released.
package struct Secret: Sendable {
    private final class Storage: Sendable {
        nonisolated(unsafe) let bytes: UnsafeMutableRawBufferPointer

        init(capacity: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void) {
            let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, capacity), alignment: 1)
            self.bytes = UnsafeMutableRawBufferPointer(rebasing: bytes[..<capacity])
            fill(self.bytes)
        }

        deinit {
            if let base = bytes.baseAddress {
                explicit_bzero(base, bytes.count)
                base.deallocate()
            }
        }
    }

    private let storage: Storage

    package init(_ bytes: UnsafeRawBufferPointer) {
        storage = Storage(capacity: bytes.count) { $0.copyMemory(from: bytes) }
    }

    package init(_ bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { Secret($0) }
    }

    /// For texts that come from outside as a `String` (an interpolated URL, a row's column).
    package init(text: String) {
        var text = text
        self = text.withUTF8 { Secret(UnsafeRawBufferPointer($0)) }
    }

    package var count: Int { storage.bytes.count }

    /// Lends the bytes.
    ///
    /// Anything that the caller derives from them is a secret too.
    package func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(storage.bytes))
    }
}

extension Secret: Equatable {
    package static func == (left: Secret, right: Secret) -> Bool {
        guard left.storage !== right.storage else { return true }
        let (one, other) = (left.storage.bytes, right.storage.bytes)
        guard one.count == other.count, let first = one.baseAddress, let second = other.baseAddress else {
            return false
        }
        return memcmp(first, second, one.count) == 0
    }
}

extension Secret: Hashable {
    package func hash(into hasher: inout Hasher) { withBytes { hasher.combine(bytes: $0) } }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { Secret.mask }
    package var debugDescription: String { Secret.mask }
    package var customMirror: Mirror { Mirror(self, children: [:]) }

    /// The text that replaces a key: of fixed width, so that its length reveals nothing.
    package static let mask = Mask.text
}

extension DefaultStringInterpolation {
    @available(*, unavailable, message: "a secret is never shown; show its fingerprint")
    package mutating func appendInterpolation(_ secret: Secret) {}
}

internal import Model

/// Collects the bytes of a fragment.
///
/// Whatever memory it used is overwritten when it goes, also where rendering fails.
struct SecretBuilder: ~Copyable {
    private var storage: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(capacity: Int) {
        storage = .allocate(byteCount: max(64, capacity), alignment: 1)
    }

    deinit {
        storage.initializeMemory(as: UInt8.self, repeating: 0)
        storage.deallocate()
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        reserve(bytes.count)
        UnsafeMutableRawBufferPointer(rebasing: storage[count..<count + bytes.count]).copyMemory(from: bytes)
        count += bytes.count
    }

    mutating func append(_ byte: UInt8) {
        reserve(1)
        storage[count] = byte
        count += 1
    }

    mutating func append(_ secret: Secret) {
        secret.withBytes { append($0) }
    }

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append(UnsafeRawBufferPointer($0)) }
    }

    consuming func finish() -> Secret {
        Secret(UnsafeRawBufferPointer(rebasing: storage[..<count]))
    }

    private mutating func reserve(_ more: Int) {
        guard count + more > storage.count else { return }
        let old = storage
        storage = .allocate(byteCount: max(old.count * 2, count + more), alignment: 1)
        storage.copyMemory(from: UnsafeRawBufferPointer(rebasing: old[..<count]))
        old.initializeMemory(as: UInt8.self, repeating: 0)
        old.deallocate()
    }
}

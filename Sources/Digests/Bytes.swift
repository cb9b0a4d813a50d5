extension [UInt8] {
    /// As many bytes as a function of C writes.
    init(written count: Int32, _ write: (UnsafeMutablePointer<UInt8>?) -> Void) {
        self.init(unsafeUninitializedCapacity: Int(count)) { bytes, filled in
            write(bytes.baseAddress)
            filled = Int(count)
        }
    }
}

extension UnsafeRawBufferPointer {
    /// As C takes bytes.
    var bytes: UnsafePointer<UInt8>? { baseAddress?.assumingMemoryBound(to: UInt8.self) }
}

extension UnsafeMutableRawBufferPointer {
    var bytes: UnsafeMutablePointer<UInt8>? { baseAddress?.assumingMemoryBound(to: UInt8.self) }
}

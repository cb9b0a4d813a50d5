extension Secret {
    /// Whether it is empty, or white space alone.
    package var isBlank: Bool {
        withBytes {
            $0.allSatisfy { $0 == UInt8(ascii: " ") || (UInt8(ascii: "\t")...UInt8(ascii: "\r")).contains($0) }
        }
    }
}

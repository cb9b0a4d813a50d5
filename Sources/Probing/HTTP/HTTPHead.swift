/// The head of an answer, as its lines come.
struct HTTPHead {
    /// How much of a head is read; servers send a few hundred bytes.
    private static let largest = 256 << 10

    private var status = 0
    private var headers: [(name: String, value: String)] = []
    private var size = 0

    /// Whether the line came that ends the head of a final answer.
    private(set) var isWhole = false

    /// Nil until it is whole.
    var reply: HTTPReply? { isWhole ? HTTPReply(status: status, headers: headers) : nil }

    /// Takes one line with its end.
    ///
    /// - Returns: whether more may come; false where it is too long.
    mutating func append(_ line: UnsafeRawBufferPointer) -> Bool {
        // What is behind a body is not part of the head.
        guard !isWhole else { return true }
        size += line.count
        guard size <= Self.largest else { return false }
        let text = Self.trimmed(line[...])
        if text.starts(with: "HTTP/".utf8), headers.isEmpty, status < 200 {
            let words = text.split(separator: UInt8(ascii: " "), maxSplits: 2)
            status = words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self)) ?? 0 : 0
        } else if text.isEmpty {
            // Interim answers, such as 103, come before the one that counts.
            isWhole = status >= 200
            if !isWhole { headers = [] }
        } else if let colon = text.firstIndex(of: UInt8(ascii: ":")) {
            headers.append(
                (
                    String(decoding: text[..<colon], as: UTF8.self).lowercased(),
                    String(decoding: Self.trimmed(text[(colon + 1)...]), as: UTF8.self)
                )
            )
        }
        return true
    }

    private static func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d || byte == 0x0a }
        let rest = bytes.drop(while: isBlank)
        guard let last = rest.lastIndex(where: { !isBlank($0) }) else { return rest.prefix(0) }
        return rest[...last]
    }
}

internal import CLibCurl
internal import Glibc
internal import Model

/// Header lines as libcurl reads them, in memory that is overwritten when they are no longer needed.
///
/// libcurl's own list copies its lines, and leaves the copies behind.
struct HeaderLines: ~Copyable {
    private let nodes: UnsafeMutableBufferPointer<curl_slist>
    private let text: UnsafeMutableRawBufferPointer

    init(_ headers: [HTTPQuestion.Header]) {
        let size = headers.reduce(0) { $0 + $1.name.utf8.count + 2 + $1.value.count + 1 }
        nodes = .allocate(capacity: headers.count)
        text = .allocate(byteCount: size, alignment: 1)
        var end = 0
        func append(_ bytes: some Sequence<UInt8>) {
            for byte in bytes {
                text[end] = byte
                end += 1
            }
        }
        for (index, header) in headers.enumerated() {
            let start = end
            append(header.name.utf8)
            // With a colon it would stand for: do not send the header.
            append((header.value.count == 0 ? ";" : ": ").utf8)
            header.value.withBytes { append($0) }
            append(CollectionOfOne(0))
            nodes.initializeElement(
                at: index,
                to: curl_slist(
                    data: text.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self),
                    next: nil
                )
            )
            if index > 0 { nodes[index - 1].next = nodes.baseAddress?.advanced(by: index) }
        }
    }

    /// Nil if there are no lines.
    var first: UnsafeMutablePointer<curl_slist>? { nodes.isEmpty ? nil : nodes.baseAddress }

    deinit {
        if let start = text.baseAddress { explicit_bzero(start, text.count) }
        text.deallocate()
        nodes.deallocate()
    }
}

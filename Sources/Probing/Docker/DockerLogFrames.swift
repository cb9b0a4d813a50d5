internal import Model

/// Takes the engine's log stream apart: frames of eight bytes (stream, three zeros, size in big-endian order) and a payload,
/// or, where the container has a terminal, the text itself.
///
/// Frames may be cut anywhere by how they arrive. What the two streams wrote is put together in the order of arrival, as
/// a terminal would show it. Only the last ``limit`` bytes are kept.
struct DockerLogFrames {
    private let isRaw: Bool
    private let limit: Int

    private var header: [UInt8] = []
    private var left = 0
    private var text: [UInt8] = []

    /// Whether older text was dropped.
    private(set) var isCut = false

    /// Whether the stream is none of frames.
    private(set) var isBroken = false

    init(isRaw: Bool, limit: Int) {
        self.isRaw = isRaw
        self.limit = limit
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard !isRaw else { return keep(bytes[...]) }
        var rest = bytes[...]
        while !rest.isEmpty, !isBroken {
            if left > 0 {
                let payload = rest.prefix(left)
                keep(payload)
                left -= payload.count
                rest = rest.dropFirst(payload.count)
                continue
            }
            let part = rest.prefix(8 - header.count)
            header.append(contentsOf: part)
            rest = rest.dropFirst(part.count)
            guard header.count == 8 else { return }
            isBroken = header[0] > 3 || header[1...3] != [0, 0, 0]
            left = header[4...].reduce(0) { $0 << 8 | Int($1) }
            header = []
        }
    }

    private mutating func keep(_ bytes: Slice<UnsafeRawBufferPointer>) {
        text.append(contentsOf: bytes)
        // Not at every call: moving what is kept costs as much as what is kept.
        if text.count > 2 * limit { cut() }
    }

    private mutating func cut() {
        guard text.count > limit else { return }
        text.removeFirst(text.count - limit)
        isCut = true
    }

    /// The end of the text, from the beginning of a line.
    mutating func finish() -> Secret {
        cut()
        defer {
            for index in text.indices { text[index] = 0 }
            text = []
        }
        guard isCut, let line = text.firstIndex(of: UInt8(ascii: "\n")) else { return Secret(text) }
        return text.withUnsafeBytes { Secret(UnsafeRawBufferPointer(rebasing: $0[(line + 1)...])) }
    }
}

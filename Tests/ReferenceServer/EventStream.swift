internal import FlyingSocks

/// The events of an open session, and then comments, by which the server learns that the client hung up.
struct EventStream: AsyncBufferedSequence {
    typealias Element = UInt8

    /// Nil for a stream that says nothing at all.
    let first: String?

    /// Counts a session that begins (1) or ends (-1).
    let count: @Sendable (Int) -> Void

    /// Whether the session goes on, asked before each comment.
    let goesOn: @Sendable () async -> Bool

    func makeAsyncIterator() -> Iterator { Iterator(self) }

    struct Iterator: AsyncBufferedIteratorProtocol {
        private static let pulse = Duration.milliseconds(100)

        private let stream: EventStream
        private let session: Session
        private var isFirst = true

        init(_ stream: EventStream) {
            self.stream = stream
            session = Session(stream.count)
        }

        /// Never called: bytes are taken by buffers.
        mutating func next() async throws -> UInt8? { nil }

        mutating func nextBuffer(suggested count: Int) async throws -> [UInt8]? {
            if isFirst {
                isFirst = false
                if let first = stream.first { return Array(first.utf8) }
            }
            while await stream.goesOn() {
                try await Task.sleep(for: Self.pulse)
                if stream.first != nil { return Array(": ping\n\n".utf8) }
            }
            return nil
        }
    }

    /// Ends when the connection is done with it, however that comes.
    private final class Session: Sendable {
        private let count: @Sendable (Int) -> Void

        init(_ count: @escaping @Sendable (Int) -> Void) {
            self.count = count
            count(1)
        }

        deinit { count(-1) }
    }
}

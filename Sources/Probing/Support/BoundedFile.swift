internal import Glibc
internal import Model

/// Reads files that others write, never more than a bounded part, never waiting for a pipe.
struct BoundedFile: ~Copyable {
    /// A system call that failed.
    struct Failure: Error, Hashable {
        /// The `errno`.
        let number: Int32

        var words: String { String(cString: strerror(number)) }
    }

    private let descriptor: Int32

    init(_ path: String) throws(Failure) {
        descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        if descriptor < 0 { throw Failure(number: errno) }
    }

    deinit { close(descriptor) }

    var status: stat {
        get throws(Failure) {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { throw Failure(number: errno) }
            return status
        }
    }

    /// At most so many bytes from an offset; fewer at the end of the file.
    func read(atMost limit: Int, from offset: Int = 0) throws(Failure) -> Secret {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: limit, alignment: 1)
        defer {
            if let base = buffer.baseAddress { explicit_bzero(base, buffer.count) }
            buffer.deallocate()
        }
        var count = 0
        while count < limit {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
            let read = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + count))
            if read < 0, errno == EINTR { continue }
            if read < 0 { throw Failure(number: errno) }
            if read == 0 { break }
            count += read
        }
        return Secret(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }

    /// The whole of a small file.
    static func text(_ path: String, atMost limit: Int = 4_096) throws(Failure) -> String {
        try BoundedFile(path).read(atMost: limit).withBytes { String(decoding: $0, as: UTF8.self) }
    }
}

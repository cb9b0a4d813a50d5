internal import Glibc
internal import Model

extension Descriptor {
    /// Everything that a regular file holds, up to the size that it had when it was opened.
    func content(size: Int) throws(SystemError) -> Secret {
        // One byte more tells the end without another call, and a file that grows meanwhile is read to its old end.
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size + 1, alignment: 1)
        defer {
            if let base = buffer.baseAddress { explicit_bzero(base, buffer.count) }
            buffer.deallocate()
        }
        var count = 0
        while count < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
            let read = try retrying { Glibc.read(number, rest.baseAddress, rest.count) }
            if read == 0 { break }
            count += read
        }
        return Secret(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
}

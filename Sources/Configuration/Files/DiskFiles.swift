#if canImport(Glibc)
    internal import Glibc
#endif

/// The real files.
package struct DiskFiles: ConfigurationFiles {
    package init() {}

    package var workingFolder: String {
        // A folder that was removed has no path; what is relative to it must not be looked for elsewhere.
        guard let path = getcwd(nil, 0) else { return "/proc/self/cwd" }
        defer { free(path) }
        return String(cString: path)
    }

    package func names(in folder: String) throws(FileProblem) -> [String] {
        var opened = opendir(folder)
        while opened == nil, errno == EINTR { opened = opendir(folder) }
        guard let stream = opened else { throw problem() }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            // The end and an error look alike but for this.
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw problem() }
                return names
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
    }

    package func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
        // Without O_NONBLOCK a pipe in the file's place would stop us until someone writes to it.
        var descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        while descriptor < 0, errno == EINTR { descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor >= 0 else { throw problem() }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw problem() }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .wrongKind }
        let size = Int(status.st_size)
        guard size <= limit else { throw .tooLarge(bytes: size) }

        var failure: Int32 = 0
        // One byte more than its size, to notice a file that grows.
        let bytes = [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, count in
            count = 0
            while count < buffer.count, let base = buffer.baseAddress {
                let got = Glibc.read(descriptor, base + count, buffer.count - count)
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                if got <= 0 { break }
                count += got
            }
        }
        guard failure == 0 else { throw .unreadable(String(cString: strerror(failure))) }
        guard bytes.count <= size else { throw .unreadable("it was written to while it was read") }
        return bytes
    }

    package func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private func problem() -> FileProblem {
        switch errno {
        case ENOENT: .missing
        case ENOTDIR: .wrongKind
        case let code: .unreadable(String(cString: strerror(code)))
        }
    }
}

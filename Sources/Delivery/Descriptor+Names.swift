internal import Glibc

extension Descriptor {
    /// The names in a folder, all of them or an error: one that was not seen may be a file that holds a key.
    func names() throws(SystemError) -> [String] { try entries().map(\.name) }

    /// The names in a folder with what each stands for, where the file system says that by the way.
    func entries() throws(SystemError) -> [(name: String, kind: FileKind?)] {
        // Reading moves a descriptor's position, so it gets one of its own.
        let own = try retrying { openat(number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard let listing = fdopendir(own) else {
            let error = SystemError(number: errno)
            close(own)
            throw error
        }
        defer { closedir(listing) }
        var entries: [(name: String, kind: FileKind?)] = []
        while true {
            // The end and an error look alike but for this.
            errno = 0
            guard let entry = readdir(listing) else {
                if errno != 0 { throw SystemError(number: errno) }
                return entries
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: Int(entry.pointee.d_reclen)) { String(cString: $0) }
            }
            entries.append((name, FileKind(entryType: Int32(entry.pointee.d_type))))
        }
    }
}

extension FileKind {
    /// Nil if the file system did not say.
    fileprivate init?(entryType: Int32) {
        switch entryType {
        case Int32(DT_REG): self = .file
        case Int32(DT_DIR): self = .folder
        case Int32(DT_LNK): self = .link
        case Int32(DT_FIFO): self = .pipe
        case Int32(DT_SOCK): self = .socket
        case Int32(DT_CHR), Int32(DT_BLK): self = .device
        default: return nil
        }
    }
}

internal import Glibc

/// A file outside of output folders that is replaced in one step, or not at all.
///
/// What is in its place is a regular file or nothing: a link is not followed, and no device, pipe or socket is replaced.
package struct ReplacedFile {
    /// Why it was not replaced, in a clause.
    package struct Problem: Error {
        package let reason: String

        package init(reason: String) { self.reason = reason }
    }

    private let path: String
    private let folder: Descriptor
    private let name: String

    /// - Throws: ``Problem`` where the folder cannot be opened or something other than a file is at the path.
    package init(at path: String) throws(Problem) {
        self.path = path
        let parts = FilePath(path)
        name = parts.name
        guard !["", ".", ".."].contains(name) else { throw Problem(reason: "it is a folder") }
        let parent = parts.parent.isEmpty ? "." : String(parts.parent)
        let found: stat?
        do throws(SystemError) {
            folder = Descriptor(try retrying { open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
            found = try folder.status(of: name)
        } catch {
            throw Problem(reason: error.words)
        }
        if let kind = found.map(FileKind.init), kind != .file { throw Problem(reason: "it is \(kind.words)") }
    }

    /// Replaces it by a file with these bytes, which has its owner, group and mode before anyone can open it by its name.
    ///
    /// The mode of the file that is replaced is kept where none is given; its owner and group are kept, if asked for and as
    /// far as the system lets this process.
    package func write(_ bytes: some Sequence<UInt8>, mode: UInt32? = nil, keepingOwner: Bool = false) throws(Problem) {
        do throws(SystemError) {
            let present = try folder.status(of: name)
            let (temporary, file) = try folder.makeTemporary()
            do throws(SystemError) {
                try write(Array(bytes), to: file)
                if keepingOwner, let present, fchown(file.number, present.st_uid, present.st_gid) != 0, errno != EPERM {
                    throw SystemError(number: errno)
                }
                let mode = mode.map { mode_t($0) } ?? present.map { $0.st_mode & 0o7777 }
                _ = try retrying { fchmod(file.number, mode ?? 0o600) }
                try file.sync()
                _ = try retrying { renameat(folder.number, temporary, folder.number, name) }
            } catch {
                unlinkat(folder.number, temporary, 0)
                throw error
            }
            try folder.sync()
        } catch {
            throw Problem(reason: error.words)
        }
    }

    private func write(_ bytes: [UInt8], to file: Descriptor) throws(SystemError) {
        // A closure of `withUnsafeBytes` cannot throw this type of error.
        let failure = bytes.withUnsafeBytes { bytes -> SystemError? in
            do throws(SystemError) {
                try file.write(bytes)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }
}

internal import Diagnostics
internal import Fragments
internal import Glibc

/// Removes what killed runs left behind.
struct Sweeper {
    let tree: FolderTree
    let output: OutputName

    /// - Returns: how many files were removed.
    func sweep(beside paths: [String]) throws(Diagnostic) -> Int {
        var swept: Set<Substring> = []
        var count = 0
        for path in paths {
            let parent = FilePath(path).parent
            guard swept.insert(parent).inserted else { continue }
            guard let folder = try folder(of: path) else { continue }
            let found: [String]
            do throws(SystemError) {
                found = try names(in: folder)
            } catch {
                throw .sweepFolder(String(parent), error, output)
            }
            for name in found where FragmentPath.isTemporary(name) {
                do throws(SystemError) {
                    guard let status = try folder.status(of: name), FileKind(status) == .file else { continue }
                    _ = try retrying { unlinkat(folder.number, name, 0) }
                    count += 1
                } catch  where error.number == ENOENT {
                    continue
                } catch {
                    throw .sweep(parent + name, error, output)
                }
            }
        }
        return count
    }

    /// Nil for one that is missing, which holds nothing, and for one that is a link, which is not ours: staging tells the
    /// user.
    private func folder(of path: String) throws(Diagnostic) -> Descriptor? {
        do throws(FolderError) {
            return try tree.folder(of: path).0
        } catch {
            switch error.error.number {
            case ENOENT, ENOTDIR, ELOOP: return nil
            default: throw .folder(path, error, output)
            }
        }
    }

    /// All of them, or an error: a name that was not seen may be a file that holds a key.
    private func names(in folder: Descriptor) throws(SystemError) -> [String] {
        // Reading moves a descriptor's position, so it gets one of its own.
        let number = try retrying { openat(folder.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard let listing = fdopendir(number) else {
            let error = SystemError(number: errno)
            close(number)
            throw error
        }
        defer { closedir(listing) }
        var names: [String] = []
        while true {
            // The end and an error look alike but for this.
            errno = 0
            guard let entry = readdir(listing) else {
                if errno != 0 { throw SystemError(number: errno) }
                return names
            }
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { name in
                    name.withMemoryRebound(to: CChar.self, capacity: Int(entry.pointee.d_reclen)) {
                        String(cString: $0)
                    }
                }
            )
        }
    }
}

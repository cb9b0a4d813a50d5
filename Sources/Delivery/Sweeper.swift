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
            // A folder that is missing holds nothing, one that is a link is not ours: staging tells the user.
            guard let (folder, _) = try? tree.folder(of: path) else { continue }
            for name in names(in: folder) where FragmentPath.isTemporary(name) {
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

    private func names(in folder: Descriptor) -> [String] {
        // Reading moves a descriptor's position, so it gets one of its own.
        let number = openat(folder.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { return [] }
        guard let listing = fdopendir(number) else {
            close(number)
            return []
        }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { name in
                    name.withMemoryRebound(to: CChar.self, capacity: Int(entry.pointee.d_reclen)) {
                        String(cString: $0)
                    }
                }
            )
        }
        return names
    }
}

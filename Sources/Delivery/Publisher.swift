internal import Diagnostics
internal import Glibc

/// Renames staged files to their places, and removes those that are to go.
struct Publisher {
    let tree: FolderTree
    let output: OutputName

    /// Renames all of them, removes what is to be removed, then syncs each folder once.
    ///
    /// All places are looked at again before the first rename, each once more just before its own. Folders are synced
    /// also where a step failed: those before it happened.
    func publish(_ staged: StagedFiles) throws(Diagnostic) {
        for file in staged.files { _ = try place(of: file) }
        for path in staged.removals { _ = try tree.removable(path, output) }
        var changed: [String] = []
        do throws(Diagnostic) {
            for file in staged.files {
                try rename(file)
                changed.append(file.path)
            }
            for path in staged.removals where try remove(path) { changed.append(path) }
        } catch {
            try? sync(changed)
            throw error
        }
        try sync(changed)
    }

    /// - Returns: whether there was such a file.
    private func remove(_ path: String) throws(Diagnostic) -> Bool {
        guard let (folder, name) = try tree.removable(path, output) else { return false }
        do throws(SystemError) {
            _ = try retrying { unlinkat(folder.number, name, 0) }
            return true
        } catch  where error.number == ENOENT {
            return false
        } catch {
            throw .remove(path, error, output)
        }
    }

    private func place(of file: StagedFiles.File) throws(Diagnostic) -> (Descriptor, name: String) {
        let folder: Descriptor
        let name: String
        do throws(FolderError) {
            (folder, name) = try tree.folder(of: file.path)
        } catch {
            throw .folder(file.path, error, output)
        }
        _ = try Stager.replaceable(name, in: folder, path: file.path, output)
        return (folder, name)
    }

    private func rename(_ file: StagedFiles.File) throws(Diagnostic) {
        let (folder, name) = try place(of: file)
        let temporary = FilePath(file.temporary).name
        do throws(SystemError) {
            _ = try retrying { renameat(folder.number, temporary, folder.number, name) }
        } catch {
            throw .write(file.path, error, output)
        }
    }

    /// Syncs each folder once; one that is missing is ignored.
    func sync(_ paths: [String]) throws(Diagnostic) {
        var synced: Set<Substring> = []
        for path in paths {
            guard synced.insert(FilePath(path).parent).inserted else { continue }
            let descriptor: Descriptor
            do throws(FolderError) {
                descriptor = try tree.folder(of: path).0
            } catch  where error.error.number == ENOENT {
                continue
            } catch {
                throw .folder(path, error, output)
            }
            do throws(SystemError) {
                try descriptor.sync()
            } catch {
                throw .write(path, error, output)
            }
        }
    }
}

internal import Diagnostics
internal import Glibc

/// Renames staged files to their places.
struct Publisher {
    let tree: FolderTree
    let output: OutputName

    /// Renames all of them, then syncs each folder once.
    ///
    /// All places are looked at again before the first rename, each once more just before its own. Folders are synced
    /// also where a rename failed: the renames before it happened.
    func publish(_ files: [StagedFiles.File]) throws(Diagnostic) {
        for file in files { _ = try place(of: file) }
        var renamed: [StagedFiles.File] = []
        do throws(Diagnostic) {
            for file in files {
                try rename(file)
                renamed.append(file)
            }
        } catch {
            try? sync(renamed)
            throw error
        }
        try sync(renamed)
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

    /// Each folder once.
    private func sync(_ files: [StagedFiles.File]) throws(Diagnostic) {
        var synced: Set<Substring> = []
        for file in files {
            guard synced.insert(FilePath(file.path).parent).inserted else { continue }
            let descriptor: Descriptor
            do throws(FolderError) {
                descriptor = try tree.folder(of: file.path).0
            } catch {
                throw .folder(file.path, error, output)
            }
            do throws(SystemError) {
                try descriptor.sync()
            } catch {
                throw .write(file.path, error, output)
            }
        }
    }
}

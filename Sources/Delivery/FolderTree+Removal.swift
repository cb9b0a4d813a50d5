internal import Diagnostics
internal import Fragments
internal import Glibc

extension FolderTree {
    /// Where a file stands that is to be removed; nil if there is none.
    ///
    /// - Throws: where the path leads out of the folder or through a link, or anything but a regular file is there.
    func removable(_ path: String, _ output: OutputName) throws(Diagnostic) -> (folder: Descriptor, name: String)? {
        guard FragmentPath.normalized(path) == path else { throw .path(path, output) }
        let folder: Descriptor
        let name: String
        do throws(FolderError) {
            (folder, name) = try self.folder(of: path)
        } catch {
            // No such folder, so no such file.
            if error.kind == nil, error.error.number == ENOENT { return nil }
            throw .folder(path, error, output)
        }
        let status: stat?
        do throws(SystemError) {
            status = try folder.status(of: name)
        } catch {
            throw .remove(path, error, output)
        }
        guard let kind = status.map({ FileKind($0) }) else { return nil }
        guard kind == .file else { throw .obstacle(path, kind, output) }
        try Stager.unhindered(name, status, in: folder, path: path, output)
        return (folder, name)
    }
}

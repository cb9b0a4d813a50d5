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
                found = try folder.names()
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
}

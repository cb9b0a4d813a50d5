internal import Diagnostics
internal import Fragments
internal import Glibc
internal import Model

/// Writes files next to their destinations.
final class Stager {
    private let tree: FolderTree
    private let output: OutputName
    private let accounts = Accounts()

    /// Written, not yet known to be on the disk.
    ///
    /// Waiting lets the disk take many files in one go.
    private var unsynced: [(file: Descriptor, path: String)] = []
    private static let mostOpenFiles = 64

    /// The files that exist now, even if staging failed half-way.
    private(set) var staged: [StagedFiles.File] = []

    init(tree: FolderTree, output: OutputName) {
        self.tree = tree
        self.output = output
    }

    func stage(_ files: [FragmentFile]) throws(Diagnostic) -> StagedFiles {
        var removals: [String] = []
        for file in files {
            if let content = file.content {
                try stage(file, content)
            } else if try tree.removable(file.path, output) != nil {
                removals.append(file.path)
            }
            if unsynced.count == Self.mostOpenFiles { try sync() }
        }
        try sync()
        // A name that is not on the disk is a text that a loss of power takes away, after its key was committed.
        try Publisher(tree: tree, output: output).sync(staged.map(\.path))
        return StagedFiles(files: staged, removals: removals)
    }

    private func stage(_ file: FragmentFile, _ content: Secret) throws(Diagnostic) {
        guard FragmentPath.normalized(file.path) == file.path else { throw .path(file.path, output) }
        let folder: Descriptor
        let name: String
        do throws(FolderError) {
            (folder, name) = try tree.folder(of: file.path, creating: true)
        } catch {
            throw .folder(file.path, error, output)
        }
        var present = try Self.replaceable(name, in: folder, path: file.path, output)
        // A file of Keyturn's is made like a new one: whoever made the one in its place would else own the keys in it.
        if !file.isUsers { present = nil }
        let kept = try present == nil ? nil : attributes(of: name, in: folder, file.path)
        let temporary: Descriptor
        do throws(SystemError) {
            temporary = try create(beside: file.path, in: folder)
        } catch {
            throw .write(file.path, error, output)
        }
        try keep(file.path) { () throws(KeptAttributes.Failure) in try kept?.applyFlags(to: temporary) }
        do throws(SystemError) {
            try content.withBytes { bytes throws(SystemError) in try temporary.write(bytes) }
        } catch {
            throw .write(file.path, error, output)
        }
        try apply(file.attributes, of: file.path, instead: present, kept, to: temporary)
        unsynced.append((temporary, file.path))
    }

    /// The file that a fragment replaces; nil if there is none.
    ///
    /// - Throws: where anything but a regular file is there.
    static func replaceable(
        _ name: String,
        in folder: Descriptor,
        path: String,
        _ output: OutputName
    ) throws(Diagnostic) -> stat? {
        let present: stat?
        do throws(SystemError) {
            present = try folder.status(of: name)
        } catch {
            throw .write(path, error, output)
        }
        if let kind = present.map({ FileKind($0) }), kind != .file { throw .obstacle(path, kind, output) }
        try unhindered(name, present, in: folder, path: path, output)
        return present
    }

    /// - Throws: where the file cannot be replaced or removed, or not without harm.
    static func unhindered(
        _ name: String,
        _ status: stat?,
        in folder: Descriptor,
        path: String,
        _ output: OutputName
    ) throws(Diagnostic) {
        let around: stat
        do throws(SystemError) {
            around = try folder.status()
        } catch {
            throw .write(path, error, output)
        }
        if let hindrance = Hindrance(of: name, status, in: folder, around) {
            throw .hindrance(hindrance, at: path, output)
        }
    }

    private func attributes(
        of name: String,
        in folder: Descriptor,
        _ path: String
    ) throws(Diagnostic) -> KeptAttributes {
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        let file: Descriptor
        do throws(SystemError) {
            file = Descriptor(try retrying { openat(folder.number, name, flags) })
        } catch {
            throw .write(path, error, output)
        }
        do throws(KeptAttributes.Failure) {
            return try KeptAttributes(of: file)
        } catch {
            throw .notKept(error.what, error.error, of: path, output)
        }
    }

    private func keep(
        _ path: String,
        _ body: () throws(KeptAttributes.Failure) -> Void
    ) throws(Diagnostic) {
        do throws(KeptAttributes.Failure) {
            try body()
        } catch {
            throw .notKept(error.what, error.error, of: path, output)
        }
    }

    /// For its owner alone until it has the owner and mode that it is to have.
    private func create(beside path: String, in folder: Descriptor) throws(SystemError) -> Descriptor {
        let (name, file) = try folder.makeTemporary()
        staged.append(StagedFiles.File(temporary: FilePath(path).parent + name, path: path))
        return file
    }

    /// Sets mode and owner of a file: the declared ones, else those of the users' file in its place, else the defaults.
    private func apply(
        _ attributes: FileAttributes,
        of path: String,
        instead present: stat?,
        _ kept: KeptAttributes?,
        to file: Descriptor
    ) throws(Diagnostic) {
        var owner = present?.st_uid
        if let name = attributes.owner {
            guard let user = accounts.user(name) else { throw .account(path, "user", name, output) }
            owner = user
        }
        var group = present?.st_gid
        if let name = attributes.group {
            guard let number = accounts.group(name) else { throw .account(path, "group", name, output) }
            group = number
        }
        do throws(SystemError) {
            let created = try file.status()
            let (owner, group) = (owner ?? created.st_uid, group ?? created.st_gid)
            if owner != created.st_uid || group != created.st_gid {
                _ = try retrying { fchown(file.number, owner, group) }
            }
        } catch {
            throw .ownership(path, error, output)
        }
        try keep(path) { () throws(KeptAttributes.Failure) in
            if let kept { try kept.applyExtended(to: file) } else { try KeptAttributes.removeAccessList(from: file) }
        }
        do throws(SystemError) {
            let mode = attributes.mode.map { mode_t($0) } ?? present.map { $0.st_mode & 0o7777 }
            _ = try retrying { fchmod(file.number, mode ?? mode_t(FileAttributes.defaultMode)) }
        } catch {
            throw .write(path, error, output)
        }
    }

    private func sync() throws(Diagnostic) {
        for (file, path) in unsynced {
            do throws(SystemError) {
                try file.sync()
            } catch {
                throw .write(path, error, output)
            }
        }
        unsynced = []
    }
}

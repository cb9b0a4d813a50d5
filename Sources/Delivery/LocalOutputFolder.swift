package import Diagnostics
internal import Glibc
package import Model

/// An output folder on this machine.
///
/// The folder itself may be reached by links; inside it none is followed. Calls block on the file system.
package struct LocalOutputFolder: OutputFolder {
    let root: RootFolder
    let name: OutputName

    /// What the environment's server takes for the same key.
    let spellings: KeySpellings?

    /// - Parameters:
    ///   - path: absolute.
    ///   - environment: what diagnostics name.
    ///   - spellings: what the environment's server takes for the same key.
    package init(path: String, environment: String, spellings: KeySpellings? = nil) {
        self.spellings = spellings
        root = RootFolder(path: path)
        name = OutputName(path: path, environment: environment)
    }

    package func observe(_ requests: [FileRequest], withLeftovers: Bool) async -> FolderObservation {
        FolderObserver(root: root, output: name).observe(requests, withLeftovers: withLeftovers)
    }

    package func scan(besides paths: Set<String>, databases: [String]) async -> FileScan {
        FolderScanner(root: root, output: name, declared: paths, databases: databases, spellings: spellings).scan()
    }

    package func scan(former folders: FormerFolders) async -> [FileScan.File] {
        folders.scan(from: name, spellings)
    }

    @discardableResult
    package func sweep(beside paths: [String]) async throws(Diagnostic) -> Int {
        guard let folder = try open() else { return 0 }
        return try Sweeper(tree: FolderTree(root: folder), output: name).sweep(beside: paths)
    }

    package func remove(_ leftovers: [Leftover]) async throws(Diagnostic) {
        guard !leftovers.isEmpty, let folder = try open() else { return }
        try Sweeper(tree: FolderTree(root: folder), output: name).remove(leftovers.map(\.path))
    }

    package func stage(_ files: [FragmentFile]) async throws(Diagnostic) -> StagedFiles {
        guard !files.isEmpty else { return StagedFiles(files: []) }
        let opened: Descriptor?
        do throws(SystemError) {
            opened = files.contains { $0.content != nil } ? try root.make() : try root.open()
        } catch {
            throw root.problem(error, name)
        }
        // No folder, and nothing to write: what is to be removed is not there.
        guard let folder = opened else { return StagedFiles(files: []) }
        let stager = Stager(tree: FolderTree(root: folder), output: name)
        do throws(Diagnostic) {
            return try stager.stage(files)
        } catch {
            discard(stager.staged, in: folder)
            throw error
        }
    }

    package func publish(_ staged: StagedFiles) async throws(Diagnostic) {
        guard staged.count > 0 else { return }
        guard let folder = try open() else {
            if staged.files.isEmpty { return }
            throw root.problem(SystemError(number: ENOENT), name)
        }
        try Publisher(tree: FolderTree(root: folder), output: name).publish(staged)
    }

    package func sync(_ paths: [String]) async throws(Diagnostic) {
        guard !paths.isEmpty, let folder = try open() else { return }
        try Publisher(tree: FolderTree(root: folder), output: name).sync(paths)
    }

    package func discard(_ staged: StagedFiles) async {
        guard let folder = try? open() else { return }
        discard(staged.files, in: folder)
    }

    /// Those that were renamed already are not there any more, which is no error.
    private func discard(_ files: [StagedFiles.File], in folder: Descriptor) {
        let tree = FolderTree(root: folder)
        for file in files {
            guard let (folder, name) = try? tree.folder(of: file.temporary) else { continue }
            unlinkat(folder.number, name, 0)
        }
    }

    private func open() throws(Diagnostic) -> Descriptor? {
        do throws(SystemError) {
            return try root.open()
        } catch {
            throw root.problem(error, name)
        }
    }
}

internal import Fragments
internal import Glibc
internal import Model

/// Folders that an environment's fragments may be in though it writes to another one now.
package struct FormerFolders: Sendable {
    /// Absolute paths that runs wrote to, as the audit file tells.
    package let known: Set<String>

    /// The output folders of all environments, absolute: nothing in them is looked at.
    package let outputs: Set<String>

    /// What fragments are called, relative to the output folder: looked for in the folders beside it.
    package let paths: [String]

    /// Absolute paths of SQLite databases, which are never opened as files.
    package let databases: [String]

    package init(known: Set<String>, outputs: Set<String>, paths: [String], databases: [String]) {
        self.known = known
        self.outputs = outputs
        self.paths = paths
        self.databases = databases
    }

    /// How many folders beside the output folder, and how many names in each, are looked at.
    private static let limit = 64

    /// Files with words that could be keys, by absolute path.
    ///
    /// What cannot be read is ignored: it is no one's output folder now.
    func scan(from output: OutputName, _ spellings: KeySpellings? = nil) -> [FileScan.File] {
        var files: [String: FileScan.File] = [:]
        let places = Set(outputs.compactMap(FileIdentity.init))
        // By a link or a mount an output folder has other names too.
        func isOutput(_ folder: String) -> Bool {
            outputs.contains(folder) || FileIdentity(folder).map(places.contains) == true
        }
        for folder in known where !isOutput(folder) {
            let root = RootFolder(path: folder)
            let scan = FolderScanner(
                root: root,
                output: output,
                declared: [],
                databases: databases,
                spellings: spellings
            ).scan()
            for file in scan.files { add(file, in: folder, to: &files) }
        }
        for folder in beside(output.path) where !isOutput(folder) {
            for file in found(in: folder, spellings) { add(file, in: folder, to: &files) }
        }
        return files.values.sorted { $0.path < $1.path }
    }

    private func add(_ file: FileScan.File, in folder: String, to files: inout [String: FileScan.File]) {
        let path = "\(folder)/\(file.path)"
        guard !outputs.contains(where: { path.hasPrefix($0 + "/") }) else { return }
        files[path] = FileScan.File(
            path: path,
            words: file.words,
            otherSpellings: file.otherSpellings,
            isOurs: file.isOurs,
            entries: file.entries
        )
    }

    private func beside(_ output: String) -> [String] {
        let parent = RootFolder.parent(of: output)
        guard parent != "/", let folder = (try? RootFolder(path: parent).open()) ?? nil,
            let entries = try? folder.entries()
        else { return [] }
        return entries.filter { $0.kind == .folder && $0.name != "." && $0.name != ".." }
            .map { "\(parent)/\($0.name)" }.sorted().prefix(Self.limit).map(\.self)
    }

    private func found(in path: String, _ spellings: KeySpellings?) -> [FileScan.File] {
        guard let folder = (try? RootFolder(path: path).open()) ?? nil else { return [] }
        let tree = FolderTree(root: folder)
        return paths.prefix(Self.limit).compactMap { path in
            guard let (folder, name) = try? tree.folder(of: path), let status = try? folder.status(of: name),
                FileKind(status) == .file, status.st_size > 0, status.st_size <= FolderScanner.Limits().fileBytes
            else { return nil }
            let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
            guard let number = try? retrying({ openat(folder.number, name, flags) }),
                let content = try? Descriptor(number).content(size: Int(status.st_size))
            else { return nil }
            return FileScan.File(
                path: path,
                words: KeyScanner.fingerprints(in: content),
                otherSpellings: KeyScanner.otherSpellings(in: content, spellings),
                isOurs: WrittenFile.isOurs(content),
                entries: WrittenFile.entries(of: content)
            )
        }
    }
}

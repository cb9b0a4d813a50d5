package import Diagnostics
package import Model

/// An environment's output folder: the only place that fragments are written to.
///
/// Observing never writes. Writing is in two steps, so that a full disk or a folder that cannot be written is met
/// before any key is issued: ``stage(_:)`` writes every file next to its destination, ``publish(_:)`` renames them.
package protocol OutputFolder: Sendable {
    /// Reads the files that deliveries name. Follows no symbolic link inside the folder.
    ///
    /// Includes temporary files of killed runs, if requested.
    func observe(_ requests: [FileRequest], withLeftovers: Bool) async -> FolderObservation

    /// Reads every other regular file below the folder for words that could be keys. Follows no link and waits for
    /// nothing.
    ///
    /// - Parameters:
    ///   - paths: those that ``observe(_:)`` reads, which are ignored.
    ///   - databases: absolute paths of SQLite databases, which are never opened as files: closing one would give up the
    ///     locks that this process holds on it.
    /// - Returns: the words that could be keys, and what was not looked through.
    func scan(besides paths: Set<String>, databases: [String]) async -> FileScan

    /// Reads folders that this environment no longer writes to, for leftover fragments.
    ///
    /// - Returns: files with words that could be keys, by absolute path.
    func scan(former folders: FormerFolders) async -> [FileScan.File]

    /// Removes what killed runs left behind: only files that carry our own temporary name, in the folders that hold
    /// one of `paths`. Call it under the store's lock only, or it would take a running keyturn's files.
    ///
    /// - Returns: how many files were removed.
    @discardableResult
    func sweep(beside paths: [String]) async throws(Diagnostic) -> Int

    /// Removes leftovers that were read; one that is gone is ignored. Under the store's lock only.
    func remove(_ leftovers: [Leftover]) async throws(Diagnostic)

    /// Writes every file beside its place, with its mode and owner, then fsyncs them and their folders. Nothing that
    /// consumers read changes, and for a file that is to be removed nothing is written.
    ///
    /// All or nothing: where one fails, those already written are removed.
    func stage(_ files: [FragmentFile]) async throws(Diagnostic) -> StagedFiles

    /// Renames every staged file to its destination, then removes the files to be removed, then fsyncs each folder
    /// once.
    ///
    /// Each rename is atomic, all of them together are not; a run that ends in between is continued by the next one.
    /// Only regular files are removed; one that is gone already is no error, and no folder is removed. Where a step fails,
    /// what was not renamed stays staged.
    func publish(_ staged: StagedFiles) async throws(Diagnostic)

    /// Makes the names of these files survive a loss of power: syncs each of their folders once.
    ///
    /// For files that an earlier run may have published without living to sync them. A folder that is missing is passed
    /// over.
    func sync(_ paths: [String]) async throws(Diagnostic)

    /// Removes staged files that will not be published.
    func discard(_ staged: StagedFiles) async
}

extension OutputFolder {
    /// Without what killed runs left.
    package func observe(_ requests: [FileRequest]) async -> FolderObservation {
        await observe(requests, withLeftovers: false)
    }
}

/// A file to look at.
package struct FileRequest: Sendable, Hashable {
    /// Relative to the output folder.
    package let path: String
    package let attributes: FileAttributes

    /// Whether users may own what is there; see ``ObservedFile/ownedByUsers``.
    package let isDotenv: Bool

    package init(path: String, attributes: FileAttributes, isDotenv: Bool = false) {
        self.path = path
        self.attributes = attributes
        self.isDotenv = isDotenv
    }
}

/// A file to write, or to remove.
package struct FragmentFile: Sendable {
    /// Relative to the output folder.
    package let path: String

    /// Nil for a file that is to be removed.
    package let content: Secret?
    package let attributes: FileAttributes

    /// Whether the file that it replaces is its users' own.
    ///
    /// If so, its attributes are kept, except declared ones. A file of Keyturn is created like a new one.
    package let isUsers: Bool

    package init(path: String, content: Secret?, attributes: FileAttributes, isUsers: Bool = false) {
        self.path = path
        self.content = content
        self.attributes = attributes
        self.isUsers = isUsers
    }
}

/// Files next to their destinations, ready to be renamed, and files to be removed after that.
package struct StagedFiles: Sendable {
    package struct File: Sendable, Hashable {
        /// Relative to the output folder.
        package let temporary: String
        /// Relative to the output folder.
        package let path: String

        package init(temporary: String, path: String) {
            self.temporary = temporary
            self.path = path
        }
    }

    package let files: [File]

    /// Relative to the output folder.
    package let removals: [String]

    package init(files: [File], removals: [String] = []) {
        self.files = files
        self.removals = removals
    }

    /// How many files are changed or removed.
    package var count: Int { files.count + removals.count }
}

package import Diagnostics

/// The content of an environment's output folder, as far as its deliveries name it.
package struct FolderObservation: Sendable {
    /// Device and inode of the folder, which identify it however it is spelled or linked; nil if it does not exist.
    package let identity: String?

    /// The absolute path with every link resolved, as far as it exists.
    package let resolvedPath: String

    /// By path relative to the output folder.
    ///
    /// A missing path was not requested.
    package let files: [String: ObservedFile]

    /// When each file was last written, by path, as far as that was requested.
    package let changedAt: [String: Instant]

    /// Why each ``ObservedFile/unknown`` file could not be read, by path.
    package let unread: [String: Diagnostic]

    /// Why a file cannot be replaced although its content can be, by path: errors.
    package let hindrances: [String: Diagnostic]

    /// Undeclared access to each file, by path.
    package let access: [String: FileAccess]

    /// Temporary files of killed runs next to the fragments, if requested.
    package let leftovers: [Leftover]

    /// Problems of the folder or of several files in it, each reported once.
    package let problems: [Diagnostic]

    package init(
        identity: String?,
        resolvedPath: String,
        files: [String: ObservedFile],
        changedAt: [String: Instant] = [:],
        unread: [String: Diagnostic] = [:],
        hindrances: [String: Diagnostic] = [:],
        access: [String: FileAccess] = [:],
        leftovers: [Leftover] = [],
        problems: [Diagnostic] = []
    ) {
        self.identity = identity
        self.resolvedPath = resolvedPath
        self.files = files
        self.changedAt = changedAt
        self.unread = unread
        self.hindrances = hindrances
        self.access = access
        self.leftovers = leftovers
        self.problems = problems
    }
}

/// Undeclared access to a file.
package struct FileAccess: Hashable, Sendable {
    /// The owner's name, if it is neither root nor the user that runs keyturn; else nil.
    package let foreignOwner: String?

    /// The octal mode of a file that users own and everyone can read or write; else nil.
    package let openMode: String?

    /// The octal mode of a folder above the file in which everyone can replace files; else nil.
    package let openFolder: String?

    package init(foreignOwner: String? = nil, openMode: String? = nil, openFolder: String? = nil) {
        self.foreignOwner = foreignOwner
        self.openMode = openMode
        self.openFolder = openFolder
    }
}

/// What is in the place of a fragment.
package enum ObservedFile: Sendable, Equatable {
    case missing

    /// A regular file: its bytes, which may hold keys, and whether mode, owner and group are as declared.
    case file(Secret, attributesMatch: Bool)

    /// Anything that a fragment must not replace, in words: "a folder", "a symbolic link".
    case obstacle(String)

    /// Could not be read; one of ``FolderObservation/problems`` gives the reason.
    case unknown
}

package import Diagnostics

/// What is in an environment's output folder, as far as its deliveries name it.
package struct FolderObservation: Sendable {
    /// Device and inode of the folder, so that two spellings or a link are seen to be one; nil where it does not exist.
    package let identity: String?

    /// The absolute path with every link resolved, as far as it exists.
    package let resolvedPath: String

    /// By path relative to the output folder.
    ///
    /// A path that is not in here was not asked for.
    package let files: [String: ObservedFile]

    /// When each file was last written, by path; without those that were not asked for that.
    package let changedAt: [String: Instant]

    /// Why each ``ObservedFile/unknown`` file could not be looked at, by path.
    package let unread: [String: Diagnostic]

    /// Why a file cannot be replaced although its content can be, by path: errors.
    package let hindrances: [String: Diagnostic]

    /// Who may read each file, by path, as far as no one declared that.
    package let access: [String: FileAccess]

    /// What killed runs left beside the fragments, where that was asked for.
    package let leftovers: [Leftover]

    /// What stands against the folder or several files of it, each told once.
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

/// Who has a file that no one declared to have it.
package struct FileAccess: Hashable, Sendable {
    /// The owner's name, where that is neither root nor who runs keyturn; nil for one of these.
    package let foreignOwner: String?

    /// The mode in octal of a file that users own, where everyone may read or write it; nil for any other.
    package let openMode: String?

    /// The mode in octal of a folder around the file in which everyone may replace files; nil for any other.
    package let openFolder: String?

    package init(foreignOwner: String? = nil, openMode: String? = nil, openFolder: String? = nil) {
        self.foreignOwner = foreignOwner
        self.openMode = openMode
        self.openFolder = openFolder
    }
}

/// What stands where a fragment belongs.
package enum ObservedFile: Sendable, Equatable {
    case missing

    /// A regular file: its bytes, which may hold keys, and whether mode, owner and group are as declared.
    case file(Secret, attributesMatch: Bool)

    /// Anything that a fragment must not replace, in words: "a folder", "a symbolic link".
    case obstacle(String)

    /// Could not be looked at; one of ``FolderObservation/problems`` says why.
    case unknown
}

/// Who may read a fragment.
///
/// Nil leaves what the file has, or for a new file: ``defaultMode`` and who runs keyturn.
package struct FileAttributes: Hashable, Sendable {
    /// The permission bits, such as `0o640`.
    package let mode: UInt16?

    /// A user's name or number.
    package let owner: String?

    /// A group's name or number.
    package let group: String?

    /// Read and written by its owner alone.
    package static let defaultMode: UInt16 = 0o600

    package init(mode: UInt16? = nil, owner: String? = nil, group: String? = nil) {
        self.mode = mode
        self.owner = owner
        self.group = group
    }
}

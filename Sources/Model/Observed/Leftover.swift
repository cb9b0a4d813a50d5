/// A file that a killed run wrote next to its destination and did not rename.
///
/// Where a store keeps digests it may hold the only text of a key that was committed: it is read, and never renamed by a
/// later run.
package struct Leftover: Sendable {
    /// Relative to the output folder.
    package let path: String
    package let content: Secret

    package init(path: String, content: Secret) {
        self.path = path
        self.content = content
    }
}

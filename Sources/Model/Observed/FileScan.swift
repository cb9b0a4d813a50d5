package import Diagnostics

/// What stands below an output folder besides the fragments: files that people put there.
///
/// Keyturn never writes them. They are looked through since a key of another environment may have been pasted into one.
package struct FileScan: Sendable {
    package struct File: Hashable, Sendable {
        /// Relative to the output folder.
        package let path: String

        /// The fingerprint of every word that is long enough for a key, each once.
        package let words: [Fingerprint]

        /// What those of them that have another spelling are spelled as besides.
        package let otherSpellings: [Fingerprint: Fingerprint]

        /// Whether it bears our header.
        package let isOurs: Bool

        /// What is in a file of Keyturn's.
        package let entries: [FragmentEntry]

        package init(
            path: String,
            words: [Fingerprint],
            otherSpellings: [Fingerprint: Fingerprint] = [:],
            isOurs: Bool = false,
            entries: [FragmentEntry] = []
        ) {
            self.path = path
            self.words = words
            self.otherSpellings = otherSpellings
            self.isOurs = isOurs
            self.entries = entries
        }
    }

    /// A file, or a folder with everything in it, that was not looked through.
    package struct Skipped: Hashable, Sendable {
        /// Relative to the output folder; empty for that folder itself.
        package let path: String

        /// Why, to follow a colon.
        package let reason: String

        package init(path: String, reason: String) {
            self.path = path
            self.reason = reason
        }
    }

    /// Those with such words, and those of Keyturn's, by path.
    package let files: [File]

    /// By path.
    package let skipped: [Skipped]

    /// What is reported about ``skipped``: warnings.
    package let problems: [Diagnostic]

    package init(files: [File] = [], skipped: [Skipped] = [], problems: [Diagnostic] = []) {
        self.files = files
        self.skipped = skipped
        self.problems = problems
    }
}

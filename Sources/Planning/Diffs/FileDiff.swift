/// How the lines of a fragment change, with every key masked: a value for the renderers.
package struct FileDiff: Hashable, Sendable, Codable {
    /// Relative to the output folder.
    package let path: String

    package let kind: Kind

    /// What goes and what comes, in the order of the file; the first ``limit`` of them, and none that Keyturn did not write.
    ///
    /// Of a dotenv file that users own, the declared variables.
    package let lines: [Line]

    /// How many lines go and come in all.
    package let removed: Int
    package let added: Int

    /// How many of the lines that go were not written by Keyturn: they are counted, and not shown.
    package var others: Int { unknown ?? 0 }

    /// Nil in plans that were saved before there was such a number.
    private let unknown: Int?

    package enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
        case created, changed, deleted
    }

    package struct Line: Hashable, Sendable, Codable {
        package let isAdded: Bool

        /// Without a line break; with every key masked at a fixed width.
        package let text: String
    }

    init(path: String, kind: Kind, lines: [Line], removed: Int, added: Int, others: Int = 0) {
        self.path = path
        self.kind = kind
        self.lines = lines
        self.removed = removed
        self.added = added
        unknown = others
    }

    /// More are only counted: no one reads a diff of thousands of lines, and a plan holds one for every file.
    package static let limit = 200

    /// How many lines of Keyturn's own are counted but not held.
    package var omitted: Int { removed + added - others - lines.count }
}

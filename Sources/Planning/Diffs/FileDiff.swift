/// How the lines of a fragment change, with every key masked: a value for the renderers.
package struct FileDiff: Hashable, Sendable, Codable {
    /// Relative to the output folder.
    package let path: String

    package let kind: Kind

    /// What goes and what comes, in the order of the file; the first ``limit`` of them.
    package let lines: [Line]

    /// How many lines go and come in all.
    package let removed: Int
    package let added: Int

    package enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
        case created, changed, deleted
    }

    package struct Line: Hashable, Sendable, Codable {
        package let isAdded: Bool

        /// Without a line break; with every key masked at a fixed width.
        package let text: String
    }

    /// More are only counted: nobody reads a diff of thousands of lines, and a plan holds one for every file.
    package static let limit = 200

    /// How many lines are counted but not held.
    package var omitted: Int { removed + added - lines.count }
}

/// Why a template cannot be read, and where.
package struct MustacheError: Error, Sendable, Equatable {
    package let reason: Reason

    /// As far as it was read.
    package let position: MustachePosition

    package init(reason: Reason, position: MustachePosition) {
        self.reason = reason
        self.position = position
    }

    package enum Reason: Sendable, Equatable {
        case unfinishedTag
        case tagWithoutName
        case nameWithBlank
        case unclosedSection
        case wrongClose
        case invalidDelimiters
        case unknownSetting
        case tooDeep
    }
}

/// A place in a template's text.
package struct MustachePosition: Sendable, Equatable {
    /// 1-based.
    package let line: Int

    /// 1-based, counted in Unicode scalars.
    package let column: Int

    package static let start = MustachePosition(line: 1, column: 1)

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

package import Model

/// A profile of a table that no one described yet, guessed from its catalog: what is likely, and what must still be said.
package struct ProfileDraft: Hashable, Sendable {
    package let name: String
    package let table: TableName

    /// In the order in which a profile is read.
    package private(set) var lines: [Line] = []

    /// What the catalog does not tell, as questions to the reader.
    package private(set) var questions: [String] = []

    /// Columns that no line names.
    package private(set) var untouched: [String] = []

    /// A field of the profile.
    package struct Line: Hashable, Sendable {
        package let field: String
        package let value: Value

        /// What tells it; nil where the catalog does.
        package var note: String?

        /// Whether it is only an offer.
        package var isComment = false
    }

    /// A value as YAML has it.
    package indirect enum Value: Hashable, Sendable {
        /// A text, quoted where it must be.
        case text(String)
        /// A text in which a dollar is a dollar.
        case literal(String)
        /// Numbers, words and lists of them.
        case word(String)
        case map([Entry])
        case list([Value])
    }

    package struct Entry: Hashable, Sendable {
        package let name: String
        package let value: Value

        package init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }
    }

    package init(of table: TableDescription, name: String) {
        self.name = name
        self.table = table.name
        var guess = ProfileGuess(table)
        guess.run()
        lines = [Line(field: "table", value: .text(table.name.text))] + guess.lines
        questions = guess.questions
        untouched = guess.rest.map(\.name)
    }
}

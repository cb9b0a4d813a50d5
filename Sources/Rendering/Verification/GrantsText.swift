package import Diagnostics
package import Verification

/// The least rights of a role as SQL that can be run as it stands, and for programs.
package struct GrantsText: Sendable {
    /// What is printed for one environment.
    package struct Section: Sendable {
        package let environment: String
        package let role: String

        /// Empty for a database without roles.
        package let statements: [GrantScript.Statement]

        /// What a person has to know before it is run.
        package let notes: [String]

        package init(environment: String, role: String, statements: [GrantScript.Statement], notes: [String]) {
            self.environment = environment
            self.role = role
            self.statements = statements
            self.notes = notes
        }
    }

    /// Comments and statements; every line that is not a statement is a comment.
    package static func render(_ sections: [Section]) -> String {
        sections.map { section in
            var lines = [comment("\(line(section.environment)): what keyturn needs, and nothing more")]
            lines += section.notes.map { comment(line($0)) }
            for statement in section.statements { lines += [comment(line(statement.reason)), statement.sql] }
            return lines.joined(separator: "\n") + "\n"
        }.joined(separator: "\n")
    }

    /// A comment of as many lines as it needs, each with its dashes: the SQL goes into files and reviews.
    private static func comment(_ text: String) -> String {
        TextStyle.plain.within(77).wrapped(text, indent: 0, startingAt: 0)
            .split(separator: "\n").map { "-- " + $0 }.joined(separator: "\n")
    }

    package static func json(_ sections: [Section]) -> JSONText {
        [
            "format_version": .string("1.0"),
            "grants": .array(
                sections.map { section in
                    [
                        "environment": .string(section.environment),
                        "role": .string(section.role),
                        "statements": .array(
                            section.statements.map { ["sql": .string($0.sql), "reason": .string($0.reason)] }
                        ),
                        "notes": .array(section.notes.map { .string($0) }),
                    ]
                }
            ),
        ]
    }

    /// A comment must not end early.
    private static func line(_ text: String) -> String { PlainText.line(text) }
}

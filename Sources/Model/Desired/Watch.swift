package import Diagnostics

/// Secrets that others issue and that environments must not share: one entry of `watch`.
///
/// Keyturn looks at them and never writes them.
package struct Watch: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        case table(Table)
        case file(File)
    }

    /// Columns of a table in the environment's database.
    package struct Table: Hashable, Sendable {
        /// As it is declared: `schema.table` if it is not in the search path.
        package let name: String

        /// The columns that hold secrets; at least one.
        package let columns: [String]

        /// The columns that tell a row to people, whose values are shown: none of ``columns``.
        package let labels: [String]

        /// The column that says when a row's secrets were set.
        package let ageColumn: String?

        /// A column that says it as well, where the table has it: the later of both counts.
        ///
        /// A row that is updated in place keeps its `created_at`, whatever becomes of its secret.
        package var renewalColumn: String? {
            guard ageColumn?.lowercased() == "created_at", !columns.contains("updated_at") else { return nil }
            return "updated_at"
        }

        package init(name: String, columns: [String], labels: [String] = [], ageColumn: String? = nil) {
            self.name = name
            self.columns = columns
            self.labels = labels
            self.ageColumn = ageColumn
        }
    }

    /// Variables in a dotenv file, whose age is that of the file.
    package struct File: Hashable, Sendable {
        /// The path as it is declared, which is what people are shown.
        package let declared: String

        /// Absolute, links in it not resolved.
        package let path: String

        /// At least one.
        package let variables: [String]

        package init(declared: String, path: String, variables: [String]) {
            self.declared = declared
            self.path = path
            self.variables = variables
        }
    }

    package let source: Source

    /// The age from which on a secret is reported; nil for never.
    package let maxAge: Duration?

    /// Where the entry stands.
    package let location: SourceLocation

    package init(source: Source, maxAge: Duration? = nil, location: SourceLocation) {
        self.source = source
        self.maxAge = maxAge
        self.location = location
    }
}

internal import Diagnostics
internal import Model

/// What came of one environment file, before environments are compared with each other.
struct DecodedEnvironment: Sendable {
    let name: String
    let file: String

    /// Every variable that a file with errors mentions; nil where it could not be opened.
    var mentions: Set<String>?

    /// Nil if the file has errors.
    var environment: Environment?

    /// See ``LoadedEnvironment/draft``.
    var draft: Environment?
    var diagnostics: [Diagnostic]

    /// Read even where other parts of the file have errors, so that all errors come in one run.
    var database: Declared<DatabaseURL>?
    var output: Declared<String>?

    /// What is shown and was taken from variables.
    var borrowed: [BorrowedText] = []
}

/// A value that is shown and is made of variables of the process's environment: whoever sends in a change names the
/// variables, and reads the plan.
struct BorrowedText: Sendable {
    let field: String
    let location: SourceLocation

    /// Of the variables, by their names.
    let variables: [(name: String, value: Secret)]
}

/// A value, and where it stands.
struct Declared<Value: Sendable>: Sendable {
    let value: Value
    let location: SourceLocation
}

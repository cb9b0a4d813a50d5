/// A message to the user, with a fix if there is one.
///
/// Its texts are shown unchanged in terminals, logs and pull requests, so they must hold no key and no connection
/// string (promise 3). The types that carry those cannot be interpolated.
package struct Diagnostic: Error, Hashable, Sendable, Codable {
    /// How severe it is.
    package enum Severity: String, Hashable, Sendable, Codable, CaseIterable {
        /// Something is refused; the command does not succeed.
        case error
        /// Something is allowed but needs attention.
        case warning
        /// Information; nothing needs to be done.
        case note
    }

    package let severity: Severity

    /// A ``DiagnosticCode``'s raw value.
    package let code: String

    /// One line, without a full stop: what is wrong.
    package let summary: String

    /// Why it is wrong or what follows from it; may have several lines.
    package let detail: String?

    /// A command line that is part of ``fix``, on one line: shown as it is, whatever its words look like, so that it can be
    /// pasted.
    ///
    /// Who makes it sees to it that it holds no key.
    package let command: String?

    /// What to do about it, in the imperative.
    package let fix: String?

    /// The place in a file of the user.
    package private(set) var location: SourceLocation?

    /// What it concerns: `prod`, or `prod/backend`.
    ///
    /// Nil if it concerns the whole run.
    package private(set) var address: String?

    /// The same without a place: a database outside the configuration has neither a line nor an environment.
    package var withoutLocation: Diagnostic {
        var copy = self
        copy.location = nil
        copy.address = nil
        return copy
    }

    package init(
        _ severity: Severity,
        _ code: some DiagnosticCode,
        _ summary: String,
        detail: String? = nil,
        command: String? = nil,
        fix: String? = nil,
        at location: SourceLocation? = nil,
        address: String? = nil
    ) {
        self.severity = severity
        self.code = code.rawValue
        self.summary = summary
        self.detail = detail
        self.command = command
        self.fix = fix
        self.location = location
        self.address = address
    }
}

extension Diagnostic {
    /// The same, concerning `address`.
    package func about(_ address: String?) -> Diagnostic {
        var copy = self
        copy.address = address
        return copy
    }

    package var isError: Bool { severity == .error }

    /// The environment that it concerns; nil for all.
    package var environment: String? { address.map { String($0.prefix { $0 != "/" }) } }
}

extension Sequence<Diagnostic> {
    /// Whether any of them is an error.
    package var hasErrors: Bool { contains(where: \.isError) }
}

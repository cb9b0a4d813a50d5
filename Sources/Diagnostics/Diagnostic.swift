/// One thing that the user should know, with a remedy where there is one.
///
/// Every text in it is shown as it is, in terminals, logs and pull requests: it must hold no key and no connection
/// string (promise 3). The types that carry those cannot be interpolated, which keeps them out of here.
package struct Diagnostic: Error, Hashable, Sendable, Codable {
    /// How much it matters.
    package enum Severity: String, Hashable, Sendable, Codable, CaseIterable {
        /// Something is refused; the command does not succeed.
        case error
        /// Something is allowed but should be looked at.
        case warning
        /// Something worth knowing that asks for nothing.
        case note
    }

    package let severity: Severity

    /// A ``DiagnosticCode``'s raw value.
    package let code: String

    /// One line, without a full stop: what is wrong.
    package let summary: String

    /// Why it is wrong or what follows from it; may have several lines.
    package let detail: String?

    /// What to do about it, in the imperative.
    package let fix: String?

    /// What to point at in a file of the user's.
    package let location: SourceLocation?

    /// What it concerns: `prod`, or `prod/backend`.
    ///
    /// Nil where it concerns the whole run.
    package private(set) var address: String?

    /// The same without a place to point at: of a database that no file names, neither line nor environment exists.
    package var withoutLocation: Diagnostic {
        Diagnostic(severity, code, summary, detail, fix, nil)
    }

    private init(
        _ severity: Severity,
        _ code: String,
        _ summary: String,
        _ detail: String?,
        _ fix: String?,
        _ address: String?
    ) {
        self.severity = severity
        self.code = code
        self.summary = summary
        self.detail = detail
        self.fix = fix
        location = nil
        self.address = address
    }

    package init(
        _ severity: Severity,
        _ code: some DiagnosticCode,
        _ summary: String,
        detail: String? = nil,
        fix: String? = nil,
        at location: SourceLocation? = nil,
        address: String? = nil
    ) {
        self.severity = severity
        self.code = code.rawValue
        self.summary = summary
        self.detail = detail
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

    /// The environment that it concerns; nil where it concerns all.
    package var environment: String? { address.map { String($0.prefix { $0 != "/" }) } }
}

extension Sequence<Diagnostic> {
    /// Whether any of them refuses something.
    package var hasErrors: Bool { contains(where: \.isError) }
}

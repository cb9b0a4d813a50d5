internal import Diagnostics

/// Where a diagnostic points at, and what it concerns.
struct Place {
    let location: SourceLocation
    /// `prod` or `prod/backend`; nil for what concerns every environment.
    let address: String?
}

extension Diagnostic {
    init(
        _ severity: Severity,
        _ code: ConfigurationCode,
        _ summary: String,
        detail: String? = nil,
        fix: String? = nil,
        at place: Place
    ) {
        self.init(severity, code, summary, detail: detail, fix: fix, at: place.location, address: place.address)
    }

    /// An error.
    init(_ code: ConfigurationCode, _ summary: String, detail: String? = nil, fix: String? = nil, at place: Place) {
        self.init(.error, code, summary, detail: detail, fix: fix, at: place)
    }
}

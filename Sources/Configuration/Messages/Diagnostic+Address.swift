internal import Diagnostics

extension Diagnostic {
    /// The same, concerning `address`.
    func about(_ address: String?) -> Diagnostic {
        guard let code = ConfigurationCode(rawValue: code), let location else { return self }
        return Diagnostic(
            severity,
            code,
            summary,
            detail: detail,
            fix: fix,
            at: Place(location: location, address: address)
        )
    }
}

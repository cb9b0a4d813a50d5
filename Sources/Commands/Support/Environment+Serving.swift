internal import Diagnostics
internal import Model
internal import Stores

extension Environment {
    /// The tables and columns of the environment's profile; nil if this version cannot serve it.
    var servedProfile: StoreProfile? {
        guard let profile else { return .pmMCPServer }
        return try? StoreProfile.serving(profile, pepper: storedPepper).get()
    }

    /// Why the environment can be neither looked at nor changed, where its profile is not served yet.
    func notServed(_ severity: Diagnostic.Severity = .error) -> Diagnostic? {
        guard let profile else { return nil }
        var parts = unservedForms
        if case .failure(let reason) = StoreProfile.serving(profile) { parts = reason.parts + parts }
        guard !parts.isEmpty else { return nil }
        let name = PlainText.line(profile.name)
        return Diagnostic(
            severity,
            CommandCode.profileNotServed,
            "the profile `\(name)` is valid, but this version cannot keep its keys yet",
            detail: "not served yet: \(parts.joined(separator: ", "))",
            fix: "use a profile that `keyturn profile list` shows as served, or leave the environment out with -e",
            at: profileLocation ?? databaseLocation,
            address: self.name
        )
    }

    /// Forms of keys that identities declare and that are not served yet.
    private var unservedForms: [String] {
        identities.contains { identity in
            guard let form = identity.key.format.pattern, let profile else { return false }
            return form != profile.key.pattern && !form.isPlainText
        }
            ? ["an identity's `key.form` with one of . : ~ at an end, or with `:~`"] : []
    }
}

package import Model

/// Whose a key is, where one row of it is in the stores of several environments.
package enum KeyCopy: Hashable, Sendable {
    /// The row came from another environment.
    case of(String)

    /// The row is the environment's own, and others that accept the key as well hold a copy of it; by name.
    case to([String])

    /// Nothing says which store the row came from; the others, by name.
    case unknown([String])
}

extension SharedKeys {
    /// Whose an environment's key is; nil if the environment's row is its own and no one else accepts a copy of it.
    package func copy(of fingerprint: Fingerprint, in environment: String) -> KeyCopy? {
        guard let group = copied(fingerprint, in: environment) else { return nil }
        let others = group.members.subtracting([environment])
        guard let origin = group.origin else { return .unknown(others.sorted()) }
        guard origin == environment else { return .of(origin) }
        let copies = others.intersection(liveEnvironments(of: fingerprint)).sorted()
        return copies.isEmpty ? nil : .to(copies)
    }

    /// The environments that accept a shared key, and whose row was given no end.
    package func liveEnvironments(of fingerprint: Fingerprint) -> Set<String> {
        let live = holdings(of: fingerprint).lazy.filter { if case .live = $0.form { true } else { false } }
        return Set(live.map(\.place.environment))
    }
}

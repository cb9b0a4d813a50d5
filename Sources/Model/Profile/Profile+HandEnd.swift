extension Profile {
    /// What a person does to a row to end it, as a clause: `revoked = true`, `delete it`.
    package var handEnd: String {
        guard active.isEmpty else { return active.map(\.handEnd).joined(separator: ", ") }
        return expires.map { "\($0.column) = a time that is past" } ?? "delete it"
    }
}

extension Environment {
    /// What a person does to a row of a key to end it, as a clause.
    package var handEnd: String { profile?.handEnd ?? "is_active = false" }
}

extension ActiveColumn {
    fileprivate var handEnd: String {
        switch ended {
        case .now, nil: "\(column) = the current time"
        case .value(.text(let text)), .value(.json(let text)): "\(column) = '\(text)'"
        case .value(let value): "\(column) = \(value.text ?? "NULL")"
        }
    }
}

package import Diagnostics
package import Model

/// The profiles that an environment may name: those that are shipped, and those of `_profiles.yaml`.
package struct ProfileTable: Sendable {
    /// What came of a name.
    enum Found {
        case known(Profile)
        /// It has errors, which are reported where it stands.
        case bad
        /// With the names that are known.
        case unknown([String])
    }

    /// Those of `_profiles.yaml`, in the order of names; nil for one with errors.
    package let own: [(name: String, profile: Profile?)]

    /// What is wrong with `_profiles.yaml`.
    package let diagnostics: [Diagnostic]

    private let reader: ProfileReader?
    private let byName: [String: Profile?]

    init(own: [(name: String, profile: Profile?)] = [], diagnostics: [Diagnostic] = [], reader: ProfileReader? = nil) {
        self.own = own
        self.diagnostics = diagnostics
        self.reader = reader
        byName = Dictionary(own.map { ($0.name, $0.profile) }, uniquingKeysWith: { first, _ in first })
        standard = reader?.shipped(ShippedProfiles.standard).profile ?? .none
    }

    /// What an environment has that names none.
    let standard: Profile

    /// The profile with a name.
    func find(_ name: String) -> Found {
        if let own = byName[name] { return own.map(Found.known) ?? .bad }
        guard ShippedProfiles.named(name) != nil, let reader else {
            return .unknown(ShippedProfiles.all.map(\.name) + own.map(\.name))
        }
        return reader.shipped(name).profile.map(Found.known) ?? .bad
    }

    /// A shipped profile as it is read here, where there is a configuration; nil for a name that is not shipped.
    package func shipped(_ name: String) -> Profile? {
        guard let reader else { return ShippedProfiles.profile(name) }
        return reader.shipped(name).profile
    }
}

extension Profile {
    /// Stands where profiles are read themselves, which belong to no database.
    fileprivate static let none: Profile = {
        guard let table = TableName("none") else { preconditionFailure("expected the name of a table, without dots") }
        return Profile(name: "", table: table, stored: StoredForm(column: ""))
    }()
}

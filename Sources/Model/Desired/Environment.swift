package import Diagnostics

/// What one environment file declares, merged with `_defaults.yaml`, interpolated and checked.
package final class Environment: Sendable {
    package let name: String

    package let database: DatabaseURL

    /// The place of `database.url`.
    package let databaseLocation: SourceLocation

    /// The declared transport of the database connection, as far as it is known without connecting; nil if unknown.
    package let transport: Transport?

    /// The output folder: absolute, with links not yet resolved.
    package let output: String

    /// The place of `output`.
    package let outputLocation: SourceLocation

    /// Ordered by name; names are unique.
    package let identities: [Identity]

    /// How many rotations one unattended run starts at most; nil for all that are due.
    package let maxPerRun: Int?

    /// Watched secrets, which are compared with those of other environments, in the order of the file.
    package let watches: [Watch]

    /// The pepper of fingerprints in manifests (`isolation.pepper`); nil for plain fingerprints.
    package let pepper: Pepper?

    /// The audit file; nil for none.
    package let audit: AuditTrail?

    /// The names of the variables in the database's URL and the pepper.
    package let secretVariables: Set<String>

    /// Undeclared keys and files that are kept on purpose (`forgotten`).
    package let forgotten: Forgotten

    /// The description of the key table; nil for that of PM MCP Server.
    package let profile: Profile?

    /// The place of `database.profile`; nil if it is not declared.
    package let profileLocation: SourceLocation?

    /// The value of the profile's pepper; nil for none.
    package let storedPepper: Secret?

    /// Where the key table is, as far as the files tell; nil if they do not.
    package let keyTable: KeyTablePlace?

    package init(
        name: String,
        database: DatabaseURL,
        databaseLocation: SourceLocation,
        transport: Transport? = nil,
        output: String,
        outputLocation: SourceLocation,
        identities: [Identity],
        maxPerRun: Int? = nil,
        watches: [Watch] = [],
        pepper: Pepper? = nil,
        audit: AuditTrail? = nil,
        secretVariables: Set<String> = [],
        forgotten: Forgotten = Forgotten(),
        profile: Profile? = nil,
        profileLocation: SourceLocation? = nil,
        storedPepper: Secret? = nil,
        keyTable: KeyTablePlace? = nil
    ) {
        self.name = name
        self.database = database
        self.databaseLocation = databaseLocation
        self.transport = transport
        self.output = output
        self.outputLocation = outputLocation
        self.identities = identities
        self.maxPerRun = maxPerRun
        self.watches = watches
        self.pepper = pepper
        self.audit = audit
        self.secretVariables = secretVariables
        self.forgotten = forgotten
        self.profile = profile
        self.profileLocation = profileLocation
        self.storedPepper = storedPepper
        self.keyTable = keyTable
    }
}

extension Environment {
    /// Whether every row of an owner belongs to the identity that declares the owner, whatever its name.
    package var hasDedicatedOwners: Bool { profile?.owner?.isDedicated == true }
}

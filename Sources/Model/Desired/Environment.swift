package import Diagnostics

/// What one environment file declares, merged with `_defaults.yaml`, interpolated and checked.
package struct Environment: Sendable {
    package let name: String

    package let database: DatabaseURL

    /// Where `database.url` stands.
    package let databaseLocation: SourceLocation

    /// What the connection to the database goes over, as far as that can be told without connecting; nil for not at all.
    package let transport: Transport?

    /// The output folder, absolute, links in it not yet resolved.
    package let output: String

    /// Where `output` stands.
    package let outputLocation: SourceLocation

    /// In the order of their names; names are unique.
    package let identities: [Identity]

    /// How many rotations one unattended run starts at most; nil for all that are due.
    package let maxPerRun: Int?

    /// Secrets of others that are compared with those of other environments, in the order of the file.
    package let watches: [Watch]

    /// What fingerprints are keyed with before they leave this machine (`isolation.pepper`); nil for plain ones.
    package let pepper: Pepper?

    /// Where what is done here is written down; nil for nowhere.
    package let audit: AuditTrail?

    /// The names of the variables that the database's URL and the pepper are made from.
    package let secretVariables: Set<String>

    /// What no declaration names and is left on purpose.
    package let forgotten: Forgotten

    /// The description of the key table; nil for that of PM MCP Server.
    package let profile: Profile?

    /// Where `database.profile` stands; nil where nothing is said.
    package let profileLocation: SourceLocation?

    /// What the profile's pepper stands for; nil for none.
    package let storedPepper: Secret?

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
        storedPepper: Secret? = nil
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
    }
}

extension Environment {
    /// Whether every row of an owner is the identity's that declares the owner, however it is named.
    package var hasDedicatedOwners: Bool { profile?.owner?.isDedicated == true }
}

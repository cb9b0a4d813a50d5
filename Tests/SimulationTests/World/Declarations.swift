import Diagnostics
import Fragments
import Model
import Reconciler

/// What the YAML says: the simulation's own short form of it.
struct Declarations {
    /// By environment.
    var environments: [[DeclaredIdentity]]
    /// What `_revoked.yaml` lists.
    var revoked = RevocationList()
    var version = 0
    /// What is run when keys have ended at once; nil for nothing.
    var endCommand: Hook?
    /// How many rotations one unattended run begins in an environment; nil for no limit.
    var maxPerRun: Int?

    func identity(_ environment: Int, owning row: KeyRow) -> DeclaredIdentity? {
        environments[environment].first { $0.owns(row) }
    }

    static let names = ["dev", "prod", "staging"]
    /// As short as a key may be: an unoptimised build spends much of its time on their characters.
    static let format = KeyFormat(prefix: "mcp_", bytes: 16, encoding: .hex)

    /// As keyturn reads them; with a defect of the reader's.
    func layouts(_ mutation: Mutation?) -> [FragmentLayout] {
        var read = self
        if mutation == .forgetsRunLimit { read.maxPerRun = nil }
        if mutation == .forgetsFirstTurns {
            for environment in environments.indices {
                for identity in environments[environment].indices {
                    read.environments[environment][identity].changeRotation(firstWithin: .some(nil))
                }
            }
        }
        return read.environments.enumerated().map { read.layout(Self.names[$0], $1) }
    }

    private static func profile(_ endCommand: Hook) -> Profile {
        guard let table = TableName("user_mcp_api_keys") else { preconditionFailure("no name of a table") }
        var profile = Profile(name: "ours", table: table, stored: StoredForm(column: "api_key"))
        profile.onEnd = endCommand
        return profile
    }

    private func layout(_ name: String, _ identities: [DeclaredIdentity]) -> FragmentLayout {
        let location = SourceLocation(file: "\(name).yaml", line: 1, column: 1)
        let made = FragmentLayout.make(
            for: Environment(
                name: name,
                database: .sqlite(path: "/\(name)"),
                databaseLocation: location,
                output: "/deploy/\(name)",
                outputLocation: location,
                identities: identities.map { declared in
                    Identity(
                        name: declared.name,
                        owner: declared.owner,
                        key: DeclaredKey(name: declared.keyName, format: Self.format),
                        rotation: declared.rotation,
                        deliveries: declared.files.map {
                            Delivery(target: .dotenv(file: $0, variable: declared.variable), location: location)
                        },
                        onChange: declared.hook,
                        isAbsent: declared.isAbsent,
                        probe: declared.isProbed
                            ? ServerProbe(url: "http://\(declared.name)", credential: .bearer) : nil,
                        location: location
                    )
                },
                maxPerRun: maxPerRun,
                audit: endCommand == nil ? nil : AuditTrail(path: "/audit/\(name)", location: location),
                profile: endCommand.map(Self.profile)
            )
        )
        precondition(made.diagnostics.isEmpty, "the simulation declares what cannot be delivered")
        return made.layout
    }
}

struct DeclaredIdentity {
    let name: String
    let owner: Owner
    let keyName: String
    let variable: String
    var rotation: Rotation
    var files: [String]
    var hook: Hook?
    /// Whether its server is asked before an old key is given its end.
    var isProbed = false
    var isAbsent = false
    /// The simulation's own reading of the rotation's calendar.
    var calendar = SimulatedCalendar()

    static let all: [DeclaredIdentity] = ["backend", "worker"].enumerated().map { index, name in
        DeclaredIdentity(
            name: name,
            owner: Owner(
                id: OwnerID("00000000-0000-0000-0000-00000000000\(index)") ?? { preconditionFailure("no UUID") }(),
                email: "system@\(name)",
                name: "\(name) service"
            ),
            keyName: "\(name) key",
            variable: name.uppercased() + "_KEY",
            rotation: Rotation(),
            files: []
        )
    }

    func owns(_ row: KeyRow) -> Bool { row.owner == owner.id && row.name == keyName }
}

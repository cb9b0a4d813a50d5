import Diagnostics
import Fragments
import Model

@testable import Planning
import State

/// The moment that every test plans for.
let now = Instant(secondsSince1970: 1_800_000_000)

let hour = Duration.seconds(3_600)
let day = Duration.seconds(86_400)

let ownerID = OwnerID("00000000-0000-0000-0000-000000000000") ?? preconditionID()
let otherID = OwnerID("00000000-0000-0000-0000-00000000000f") ?? preconditionID()

private func preconditionID() -> OwnerID { preconditionFailure("a literal of this file is no UUID") }

let keyName = "Backend Service API Key"
let format = KeyFormat(prefix: "mcp_", bytes: 32, encoding: .hex)
let owner = Owner(id: ownerID, email: "system@backend", name: "Backend Service")

/// A key that is the same for the same seed, is of the format of the tests, and looks drawn at random.
func key(_ seed: UInt8) -> Secret {
    var state = UInt64(seed) &+ 1
    return format.key(
        from: (0..<32).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 40)
        }
    )
}

/// One that a person could have made, so that its fingerprint confirms a guess.
func chosenKey(_ seed: UInt8) -> Secret { format.key(from: [UInt8](repeating: seed, count: 32)) }

func fingerprint(_ seed: UInt8) -> Fingerprint { Fingerprint(of: key(seed)) }

func row(
    _ seed: UInt8,
    created: Duration = .zero,
    ends: Duration? = nil,
    used: Duration? = nil,
    active: Bool? = true,
    name: String? = keyName,
    owner: OwnerID = ownerID,
    secret: Secret? = nil,
    id: String? = nil
) -> KeyRow {
    KeyRow(
        id: id ?? "row-\(seed)",
        owner: owner,
        name: name,
        plaintext: secret ?? key(seed),
        isActive: active,
        expiresAt: ends.map { now + $0 },
        createdAt: now + created,
        lastUsedAt: used.map { now + $0 }
    )
}

/// An environment with one identity, `backend`, delivered to `backend.env`.
struct Scene {
    var name = "prod"
    var rotation = Rotation(every: 30 * day, overlap: 48 * hour)
    var rows: [KeyRow] = []
    var isAbsent = false
    var owners: [Owner] = [owner]
    var others: [StoreObservation.OtherKey] = []
    /// What `backend.env` holds; nil for no such file.
    var delivered: Secret?
    var file: ObservedFile?
    var database = ""
    /// Of the keys, in the database.
    var table = ""
    var variable = "PM_MCP_API_KEY"
    var declaredTransport: Transport?
    var transport: Transport?
    var folder = ""
    /// What is beside the fragments, by path.
    var otherFiles: [String: Secret] = [:]
    var watched: [WatchedCredential] = []
    var unreadable: [UnreadableRow] = []
    var watchProblems: [WatchProblem] = []
    /// Where a file is that the entry at a line watches.
    var watchedPaths: [SourceLocation: String] = [:]
    /// Whether the rows are those of the other scenes, copied, and not merely rows with the same keys.
    var isCopy = false
    var barrier: StoreSchema.Barrier?
    /// The publications that a subscription of the table of keys takes, and those that it is in.
    var subscribes: [String] = []
    var publishes: [String] = []
    /// When the server was started.
    var instance = ""
    var issued: [Fingerprint] = []
    /// What its server takes for the same key.
    var spellings: KeySpellings?
    /// How its table digests keys; nil for a table that holds them.
    var digester: KeyDigester?
    var lookup: KeyPiece? = .first(8)
    var maxPerRun: Int?
    /// Whether the identity is delivered at all.
    var isDeclaredSomewhere = true

    var view: EnvironmentView {
        let location = SourceLocation(file: "environments/\(name).yaml", line: 1, column: 1)
        let identity = Identity(
            name: "backend",
            owner: owner,
            key: DeclaredKey(name: keyName, format: format),
            rotation: rotation,
            deliveries: isDeclaredSomewhere
                ? [Delivery(target: .dotenv(file: "backend.env", variable: variable), location: location)] : [],
            isAbsent: isAbsent,
            location: location
        )
        let environment = Environment(
            name: name,
            database: .sqlite(path: "/\(name).sqlite"),
            databaseLocation: location,
            transport: declaredTransport,
            output: "/deploy/\(name)",
            outputLocation: location,
            identities: [identity],
            maxPerRun: maxPerRun
        )
        let layout = FragmentLayout.make(for: environment).layout
        return EnvironmentView(
            ObservedEnvironment(
                layout: layout,
                store: StoreObservation(
                    identity: StoreIdentity(database.isEmpty ? name : database, instance: instance, table: table),
                    owners: owners,
                    keys: isCopy ? rows : rows.map { $0.ofItsOwn(in: name) },
                    otherKeys: others,
                    unreadable: unreadable,
                    transport: transport,
                    schema: schema,
                    keepsTexts: digester == nil,
                    digester: digester,
                    lookup: lookup
                ),
                folder: FolderObservation(
                    identity: folder.isEmpty ? name : folder,
                    resolvedPath: "/deploy/\(folder.isEmpty ? name : folder)",
                    files: ["backend.env": file ?? fragment(in: layout)]
                ),
                watch: WatchObservation(credentials: watched, problems: watchProblems),
                watchedPaths: watchedPaths,
                otherFiles: FileScan(
                    files: otherFiles.sorted { $0.key < $1.key }.map {
                        FileScan.File(
                            path: $0.key,
                            words: KeyScanner.fingerprints(in: $0.value),
                            otherSpellings: KeyScanner.otherSpellings(in: $0.value, spellings)
                        )
                    }
                ),
                issued: audit,
                spellings: spellings
            ),
            now: now
        )
    }

    private var schema: StoreSchema? {
        guard barrier != nil || !subscribes.isEmpty || !publishes.isEmpty else { return nil }
        var keys = StoreSchema.Table(.keys, name: "keys")
        keys.publications = publishes
        if !subscribes.isEmpty { keys.subscriptions = [.init("feed", publications: subscribes)] }
        return StoreSchema(barrier: barrier, tables: [keys])
    }

    private var audit: IssuedKeys {
        var keys = IssuedKeys()
        for key in issued { keys.note(key.description, of: "backend") }
        return keys
    }

    private func fragment(in layout: FragmentLayout) -> ObservedFile {
        guard let delivered,
            let content = try? layout.content(
                of: layout.fragments[0],
                keys: [CurrentKey(delivered)],
                observed: .missing
            )
        else { return .missing }
        return .file(content, attributesMatch: true)
    }
}

extension KeyRow {
    /// The row under an id that no other environment's row has; one whose id means something keeps it.
    fileprivate func ofItsOwn(in environment: String) -> KeyRow {
        guard id.hasPrefix("row-"), otherSpelling == nil else { return self }
        return KeyRow(
            id: "\(id) of \(environment)",
            owner: owner,
            name: name,
            plaintext: plaintext ?? Secret([]),
            isActive: isActive,
            expiresAt: expiresAt,
            createdAt: createdAt,
            lastUsedAt: lastUsedAt
        )
    }
}

func plan(
    _ scenes: Scene...,
    comparedWith others: [Scene] = [],
    as mandate: Mandate = .everything,
    revoked: [Fingerprint] = [],
    published: [PublishedKey] = []
) -> Plan {
    let location = SourceLocation(file: "environments/_revoked.yaml", line: 1, column: 1)
    let list = RevocationList(
        revoked.map {
            RevocationList.Entry(fingerprint: $0.hex, date: "2026-11-20", reason: "leaked", location: location)
        },
        published: published
    )
    return Planner.plan(
        scenes.map(\.view),
        comparedWith: others.map(\.view),
        Situation(now: now, mandate: mandate, revoked: list)
    )
}

let unattended = Mandate(scope: .unattended)

/// So that tests read `30 * day`.
func * (count: Int, unit: Duration) -> Duration { unit * count }

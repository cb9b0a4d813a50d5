import Diagnostics
import Fragments
import Model

@testable import Planning
import State
@testable import Verification

/// An identity `backend` in `prod`: a current key issued an hour ago, an old one that works, one that has ended.
struct DeliveredWorld {
    static let now = Instant(secondsSince1970: 1_800_000_000)
    static let delivered = now - .seconds(3_600)

    let format = KeyFormat(prefix: "mcp_", bytes: 32, encoding: .hex)

    /// Drawn again for each test; no key is in a file.
    let current: Secret
    let old: Secret
    let ended: Secret
    let foreign: Secret

    init() {
        let format = format
        func draw() -> Secret { format.key(from: (0..<32).map { _ in UInt8.random(in: 0...255) }) }
        (current, old, ended, foreign) = (draw(), draw(), draw(), draw())
    }

    func row(
        _ secret: Secret,
        created: Duration,
        ends: Duration? = nil,
        isActive: Bool = true
    ) -> KeyRow {
        KeyRow(
            id: Fingerprint(of: secret).description,
            owner: owner.id,
            name: "Backend Service API Key",
            plaintext: secret,
            isActive: isActive,
            expiresAt: ends.map { Self.now + $0 },
            createdAt: Self.now + created,
            lastUsedAt: nil
        )
    }

    var rows: [KeyRow] {
        [
            row(current, created: .seconds(-3_600)),
            row(old, created: .seconds(-90_000), ends: .seconds(7_200)),
            row(ended, created: .seconds(-900_000), ends: .seconds(-60)),
        ]
    }

    var keys: KeyState {
        var state = KeyState()
        for row in rows { state.insert(row, now: Self.now) }
        return state
    }

    let owner = Owner(
        id: OwnerID("00000000-0000-0000-0000-000000000000") ?? { preconditionFailure("a literal is no UUID") }(),
        email: "system@backend",
        name: "Backend Service"
    )

    func subject(
        _ variables: [ConsumerVariable] = [ConsumerVariable("PM_MCP_API_KEY")],
        others: [Fingerprint: Address] = [:],
        keys: KeyState? = nil
    ) -> ConsumerSubject {
        ConsumerSubject(
            consumers: [],
            variables: variables,
            keys: keys ?? self.keys,
            delivered: DeliveryMoment(Self.delivered, .fragment("backend.env")),
            others: others,
            now: Self.now
        )
    }

    /// As an environment, with these deliveries, and fragments that hold the current key, written at these moments.
    func view(_ targets: [Delivery.Target], writtenAt: [String: Instant], second: [Delivery.Target] = [])
        -> EnvironmentView
    {
        let location = SourceLocation(file: "environments/prod.yaml", line: 1, column: 1)
        func identity(_ name: String, _ targets: [Delivery.Target]) -> Identity {
            Identity(
                name: name,
                owner: owner,
                key: DeclaredKey(name: name == "backend" ? "Backend Service API Key" : name, format: format),
                rotation: Rotation(every: .seconds(86_400 * 30), overlap: .seconds(86_400)),
                deliveries: targets.map { Delivery(target: $0, location: location) },
                consumers: [.compose(service: "api")],
                logs: [LogExpectation(source: .file("/var/log/backend.log"), expect: ["up"], reject: [])],
                location: location
            )
        }
        let identities = [identity("backend", targets)] + (second.isEmpty ? [] : [identity("worker", second)])
        let environment = Environment(
            name: "prod",
            database: .sqlite(path: "/prod.sqlite"),
            databaseLocation: location,
            output: "/deploy/prod",
            outputLocation: location,
            identities: identities
        )
        let layout = FragmentLayout.make(for: environment).layout
        let keys = [CurrentKey(current), CurrentKey(foreign)]
        var files: [String: ObservedFile] = [:]
        for fragment in layout.fragments {
            if let content = try? layout.content(of: fragment, keys: keys, observed: .missing) {
                files[fragment.path] = .file(content, attributesMatch: true)
            }
        }
        let secondRow = KeyRow(
            id: "second",
            owner: owner.id,
            name: "worker",
            plaintext: foreign,
            isActive: true,
            expiresAt: nil,
            createdAt: Self.now,
            lastUsedAt: nil
        )
        return EnvironmentView(
            ObservedEnvironment(
                layout: layout,
                store: StoreObservation(
                    identity: StoreIdentity("prod"),
                    owners: [owner],
                    keys: rows + (second.isEmpty ? [] : [secondRow]),
                    otherKeys: []
                ),
                folder: FolderObservation(
                    identity: "prod",
                    resolvedPath: "/srv/deploy/prod",
                    files: files,
                    changedAt: writtenAt
                )
            ),
            now: Self.now
        )
    }
}

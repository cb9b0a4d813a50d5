import Diagnostics
import Fragments
import Model
import Testing

/// Random numbers that are the same in every run.
struct FixedRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}

let format = KeyFormat(prefix: "mcp_", bytes: 32, encoding: .hex)
let ownerID = OwnerID("00000000-0000-0000-0000-000000000000")

/// A key that is made for this run.
func makeKey(_ format: KeyFormat = format) -> CurrentKey {
    CurrentKey(format.key(from: (0..<format.bytes).map { _ in UInt8.random(in: 0...255) }))
}

func makeKey(text: String) -> CurrentKey { CurrentKey(Secret(text: text)) }

extension CurrentKey {
    /// Only for comparing contents in tests.
    var text: String { secret.text }
}

extension Secret {
    /// Only for comparing contents in tests.
    var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}

/// An environment `prod` with its deliveries by identity; each is on a line of its own in `prod.yaml`.
func makeEnvironment(
    _ deliveries: [(identity: String, [Delivery.Target])],
    attributes: [FileAttributes] = [],
    absent: Set<String> = [],
    output: String = "/srv/deploy/prod",
    publicVariable: String? = nil,
    profile: Profile? = nil
) throws -> Environment {
    let id = try #require(ownerID)
    var line = 0
    let identities = deliveries.map { name, targets in
        Identity(
            name: name,
            owner: Owner(id: id, email: "system@\(name)", name: "\(name) & Co"),
            key: DeclaredKey(name: "\(name) key", format: format),
            rotation: Rotation(),
            deliveries: targets.map { target in
                line += 1
                let attributes = line <= attributes.count ? attributes[line - 1] : FileAttributes()
                return Delivery(
                    target: target,
                    publicVariable: publicVariable.map { "\(name.uppercased())_\($0)" },
                    attributes: attributes,
                    location: location(line)
                )
            },
            isAbsent: absent.contains(name),
            location: location(1)
        )
    }
    return Environment(
        name: "prod",
        database: .sqlite(path: "/srv/prod.db"),
        databaseLocation: location(1),
        output: output,
        outputLocation: location(1),
        identities: identities,
        profile: profile
    )
}

func location(_ line: Int) -> Diagnostics.SourceLocation {
    Diagnostics.SourceLocation(file: "prod.yaml", line: line, column: 1)
}

/// The layout of an environment in which nothing is wrong.
func makeLayout(
    _ deliveries: [(identity: String, [Delivery.Target])],
    absent: Set<String> = [],
    output: String = "/srv/deploy/prod"
) throws -> FragmentLayout {
    let environment = try makeEnvironment(deliveries, absent: absent, output: output)
    let (layout, diagnostics) = FragmentLayout.make(for: environment)
    #expect(diagnostics == [])
    return layout
}

func file(_ text: String, attributesMatch: Bool = true) -> ObservedFile {
    .file(Secret(text: text), attributesMatch: attributesMatch)
}

extension FragmentLayout {
    func fragment(_ path: String) throws -> Fragment {
        try #require(fragments.first { $0.path == path })
    }

    func text(of path: String, _ keys: [CurrentKey?], observed: ObservedFile = .missing) throws -> String {
        try #require(try content(of: fragment(path), keys: keys, observed: observed)).text
    }
}

import Diagnostics
import Fragments
import Model

@testable import Planning
import State

/// A world that a forecast is compared with: whole environments, planned as a whole at every moment, with fragments that
/// are really rendered.
struct ForecastWorld {
    private var layouts: [FragmentLayout]
    private var rows: [[KeyRow]]
    private var files: [[String: ObservedFile]]
    private var born = 0

    /// What happened: moment, address and action, in the order of the plan.
    private(set) var told: [String] = []

    init(_ environments: [Environment], rows: [[KeyRow]]) {
        layouts = environments.map { FragmentLayout.make(for: $0).layout }
        self.rows = rows
        files = environments.map { _ in [:] }
    }

    func views(at now: Instant) -> [EnvironmentView] {
        layouts.indices.map { index in
            let environment = layouts[index].environment
            return EnvironmentView(
                ObservedEnvironment(
                    layout: layouts[index],
                    store: StoreObservation(
                        identity: StoreIdentity(environment.name),
                        owners: environment.identities.map(\.owner),
                        keys: rows[index],
                        otherKeys: []
                    ),
                    folder: FolderObservation(
                        identity: environment.name,
                        resolvedPath: environment.output,
                        files: files[index]
                    )
                ),
                now: now
            )
        }
    }

    /// Plans everything as `apply` would, and carries it out.
    mutating func run(at now: Instant) throws {
        let views = views(at: now)
        let plan = Planner.plan(views, comparedWith: [], Situation(now: now))
        for (index, environment) in plan.environments.enumerated() {
            let view = views[index]
            var keys = view.keys.states.map { $0.current?.plaintext.map { CurrentKey($0) } }
            for change in environment.changes {
                told.append("\(now.microseconds) \(change.address) \(change.action.rawValue)")
                guard let place = view.environment.identities.firstIndex(where: { $0.name == change.address.identity })
                else { continue }
                let identity = view.environment.identities[place]
                if change.issuesKey {
                    let row = issue(identity, view.keys.states[place], now)
                    rows[index].append(row)
                    keys[place] = row.plaintext.map { CurrentKey($0) }
                }
                guard let from = rows[index].firstIndex(where: { $0.fingerprint == change.from }) else { continue }
                switch change.action {
                case .rotate, .replace, .retire:
                    guard !change.awaitsAdoption, let end = identity.end(of: rows[index][from], retiredAt: now) else {
                        continue
                    }
                    rows[index][from] = rows[index][from].with(expiresAt: end)
                case .remove: rows[index].remove(at: from)
                case .issue, .adopt, .deliver, .revoke: continue
                }
            }
            let written = Set(environment.changes.flatMap(\.files).map(\.path))
            for fragment in view.observed.layout.fragments where written.contains(fragment.path) {
                let found = files[index][fragment.path] ?? .missing
                let content = try view.observed.layout.content(of: fragment, keys: keys, observed: found)
                files[index][fragment.path] = content.map { .file($0, attributesMatch: true) } ?? .missing
            }
        }
    }

    private mutating func issue(_ identity: Identity, _ state: KeyState, _ now: Instant) -> KeyRow {
        born += 1
        return KeyRow(
            id: "born-\(born)",
            owner: identity.owner.id,
            name: identity.key.name,
            plaintext: identity.key.format.key(
                from: (0..<32).map { UInt8(truncatingIfNeeded: born >> ($0 % 8)) &+ UInt8($0) }
            ),
            isActive: true,
            expiresAt: identity.rotation.expires.map { now + $0 },
            createdAt: state.issueDate(now: now),
            lastUsedAt: nil
        )
    }
}

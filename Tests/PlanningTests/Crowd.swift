import Diagnostics
import Fragments
import Model

@testable import Planning
import State

/// An environment with many identities, each with one key, delivered to a file of its own.
struct Crowd {
    var count = 42
    var rotation = Rotation(every: 30 * day, overlap: 48 * hour)
    var maxPerRun: Int?
    /// How old each key is.
    var age: (Int) -> Duration = { (40 + $0) * day }
    /// How long each key has until its end; nil for no end.
    var ends: (Int) -> Duration? = { _ in nil }
    var isOurs = false

    func name(_ number: Int) -> String { "service-\(number)" }

    private func owner(_ number: Int) -> Owner {
        let digits = String(number + 4_096, radix: 16)
        let id = OwnerID("00000000-0000-0000-0000-00000000\(digits)") ?? ownerID
        return Owner(id: id, email: "\(name(number))@example.com", name: name(number))
    }

    var view: EnvironmentView {
        let location = SourceLocation(file: "environments/prod.yaml", line: 1, column: 1)
        let identities = (0..<count).map { number in
            Identity(
                name: name(number),
                owner: owner(number),
                key: DeclaredKey(name: keyName, format: format),
                rotation: rotation,
                deliveries: [
                    Delivery(target: .dotenv(file: "\(name(number)).env", variable: "KEY"), location: location)
                ],
                location: location
            )
        }.sorted { $0.name < $1.name }
        let environment = Environment(
            name: "prod",
            database: .sqlite(path: "/prod.sqlite"),
            databaseLocation: location,
            output: "/deploy/prod",
            outputLocation: location,
            identities: identities,
            maxPerRun: maxPerRun
        )
        let layout = FragmentLayout.make(for: environment).layout
        var files: [String: ObservedFile] = [:]
        for number in 0..<count {
            guard let index = layout.fragments.firstIndex(where: { $0.path == "\(name(number)).env" }),
                let place = identities.firstIndex(where: { $0.name == name(number) })
            else { continue }
            var keys = [CurrentKey?](repeating: nil, count: count)
            keys[place] = CurrentKey(drawnKey(number))
            if let content = try? layout.content(of: layout.fragments[index], keys: keys, observed: .missing) {
                files[layout.fragments[index].path] = .file(content, attributesMatch: true)
            }
        }
        return EnvironmentView(
            ObservedEnvironment(
                layout: layout,
                store: StoreObservation(
                    identity: StoreIdentity("prod"),
                    owners: (0..<count).map(owner),
                    keys: (0..<count).map { number in
                        let secret = drawnKey(number)
                        return KeyRow(
                            id: isOurs ? Fingerprint(of: secret).rowID.dashed : "row-\(number)",
                            owner: owner(number).id,
                            name: keyName,
                            plaintext: secret,
                            isActive: true,
                            expiresAt: ends(number).map { now + $0 },
                            createdAt: now - age(number),
                            lastUsedAt: nil
                        )
                    },
                    otherKeys: [],
                    keepsTexts: true
                ),
                folder: FolderObservation(identity: "prod", resolvedPath: "/deploy/prod", files: files)
            ),
            now: now
        )
    }

    func plan(_ mandate: Mandate = .everything) -> Plan {
        Planner.plan([view], comparedWith: [], Situation(now: now, mandate: mandate))
    }

    func forecast(days: Int) -> Forecast {
        let view = view
        let plan = Planner.plan([view], comparedWith: [], Situation(now: now))
        return Forecaster(until: now + days * day).run(plan, of: [view])
    }
}

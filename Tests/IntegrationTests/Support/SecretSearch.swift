internal import Foundation
internal import Testing

/// Promise 3, attacked after every run of every test: no key and no provider's credential of any store, no digits that
/// would confirm a guess at one, no password and no connection string in anything that the run printed or wrote, except in
/// declared fragments.
struct SecretSearch {
    private let world: World
    private let secrets: [Data]
    private let mayLeave: Bool

    /// Staged fragments are ignored where a run was killed, and so `mayLeave` them.
    init(_ world: World, mayLeave: Bool = false) {
        self.world = world
        self.mayLeave = mayLeave
        for place in world.places {
            for key in place.keys + place.providerCredentials { world.keepGuessable(key) }
        }
        secrets = world.secrets.map { Data($0.utf8) }
    }

    func expectNothing(in run: Run, sourceLocation: SourceLocation) {
        for (name, text) in [("standard output", run.output), ("standard error", run.errors)] {
            // A key that never reached a store, since the insert failed, is none of those that are known.
            let isClean = !holdsSecret(Data(text.utf8)) && KeyText.keys(in: text).isEmpty
            // The text itself is not shown: it holds a secret.
            #expect(isClean, "\(name) of \(run.arguments) holds a secret", sourceLocation: sourceLocation)
        }
        for file in world.files() where !isFragment(file) {
            // A file that is gone by now was someone's temporary one.
            guard let content = try? Data(contentsOf: URL(fileURLWithPath: world.path(file)), options: .alwaysMapped)
            else { continue }
            let isClean = !holdsSecret(content)
            #expect(isClean, "\(file) holds a secret after \(run.arguments)", sourceLocation: sourceLocation)
        }
    }

    private func isFragment(_ file: String) -> Bool {
        if world.fragments.contains(file) { return true }
        return mayLeave && file.hasPrefix("deploy/") && file.split(separator: "/").last?.hasPrefix(".keyturn-") ?? false
    }

    private func holdsSecret(_ content: Data) -> Bool {
        secrets.contains { content.range(of: $0) != nil }
    }
}

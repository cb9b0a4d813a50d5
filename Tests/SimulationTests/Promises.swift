import Fragments
import Model

/// The promises that can be seen from outside, checked on the world as it stands.
enum Promises {
    static func check(_ state: inout SimulatedWorld.State) {
        neverDark(&state)
        neverShared(&state)
    }

    /// Promise 1: the key in every fragment is live in that environment's store.
    private static func neverDark(_ state: inout SimulatedWorld.State) {
        for (environment, files) in state.files {
            let now = state.now
            let live = Set(
                (state.rows[environment] ?? [:]).values.filter { row in
                    row.isActive && row.expiresAt.map { $0 >= now } ?? true
                }.map { Fingerprint(of: $0.secret) }
            )
            for (path, content) in files {
                for fingerprint in KeyScanner.fingerprints(in: content) where !live.contains(fingerprint) {
                    state.violations.append("never dark: \(environment)/\(path) holds \(fingerprint), which is dead")
                }
            }
        }
    }

    /// Promise 2, for keys that were issued by us: those that tests put into the world may be shared.
    private static func neverShared(_ state: inout SimulatedWorld.State) {
        var homes: [Fingerprint: String] = [:]
        for (environment, rows) in state.rows {
            for (id, row) in rows where id.hasPrefix("issued-") {
                let fingerprint = Fingerprint(of: row.secret)
                if let home = homes[fingerprint], home != environment {
                    state.violations.append("never shared: \(fingerprint) is in \(home) and in \(environment)")
                }
                homes[fingerprint] = environment
            }
        }
    }
}

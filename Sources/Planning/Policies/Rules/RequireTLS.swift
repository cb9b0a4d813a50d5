internal import Model
internal import State

/// New keys reach the database over a protected connection.
enum RequireTLS: PolicyRule {
    static let name = "require-tls"
    static let kind = RuleValue.Kind.choice(SSLMode.allCases.map(\.rawValue))
    static let stages: [PolicyStage] = [.declarations, .observation]
    static let title = "The connection to the database is at least this strict (libpq's sslmode)"
    static let explanation = """
        From the weakest to the strictest: disable, allow, prefer, require, verify-ca, verify-full. `validate` checks \
        `sslmode` in the URL, or PGSSLMODE. `plan` checks the mode that libpq really used, also with a service file or by \
        default (prefer). SQLite and sockets of the same machine satisfy the rule, because nothing leaves the machine.
        """
    static let fix = "add `sslmode=verify-full` to `database.url`, and `sslrootcert` if the CA is your own"
    static let example = "require-tls: { staging: require, prod: verify-full }"

    static func judge(_ scene: DeclaredScene) -> [Objection] {
        judge(scene.environment.transport, scene.value, in: scene.environment, verb: "asks for")
    }

    static func judge(_ scene: PlannedScene) -> [Objection] {
        // What the declaration says was judged already.
        if case .network(.some, _)? = scene.environment.transport, scene.usesDeclaredMode { return [] }
        return judge(scene.view.observed.store.transport, scene.value, in: scene.environment, verb: "was made with")
    }

    private static func judge(
        _ transport: Transport?,
        _ value: RuleValue,
        in environment: Environment,
        verb: String
    ) -> [Objection] {
        guard let minimum = value.choice.flatMap(SSLMode.init), case .network(let mode, let usesTLS)? = transport else {
            return []
        }
        let words: String
        if let mode, mode < minimum {
            words = "\(verb) sslmode \(mode.rawValue)"
        } else if usesTLS == false, minimum.encryptsAlways {
            words = "is not encrypted by TLS"
        } else {
            return []
        }
        return [
            Objection(
                Address(environment.name),
                "\(environment.name): the connection to the database \(words)",
                fix: "add `sslmode=\(minimum.rawValue)` to `database.url`"
                    + (minimum >= .verifyCA ? ", and `sslrootcert` if the CA is your own" : ""),
                at: environment.databaseLocation
            )
        ]
    }
}

extension PlannedScene {
    /// Whether the connection was made with the mode that the declaration was judged by.
    fileprivate var usesDeclaredMode: Bool {
        guard case .network(let declared, _)? = environment.transport,
            case .network(let used, let usesTLS)? = view.observed.store.transport
        else { return false }
        return declared == used && (usesTLS ?? true || declared.map { !$0.encryptsAlways } ?? true)
    }
}

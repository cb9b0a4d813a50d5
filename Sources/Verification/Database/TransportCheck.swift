internal import Model
internal import Planning

/// Whether the connection is protected as policy wants it, or, where it says nothing, as a network needs it.
struct TransportCheck {
    private let minimum: SSLMode?
    private let severity: PolicySeverity

    /// Until when an exception lets the rule's findings pass.
    private let exception: String?

    init(policy: Policy, environment: String, now: Instant) {
        let assignment = policy.setting(RuleCode.requireTLS)?.assignment(for: environment)
        if case .choice(let word)? = assignment?.value { minimum = SSLMode(rawValue: word) } else { minimum = nil }
        severity = assignment?.severity ?? .error
        exception =
            policy.exceptions.first {
                $0.rule == RuleCode.requireTLS && $0.address == Address(environment) && now < $0.lapses
            }?.until
    }

    private enum RuleCode { static let requireTLS = "require-tls" }

    func results(_ server: DatabaseServer) -> [CheckResult] {
        switch server.transport {
        case nil: [CheckResult(.databaseTLS, .unknown, "it is unknown which network the connection uses")]
        case .local?: [CheckResult(.databaseTLS, .pass, "a socket of this machine: nothing goes over a network")]
        case .network(let mode, let usesTLS)?: [network(mode, usesTLS, server)]
        }
    }

    private func network(_ mode: SSLMode?, _ usesTLS: Bool?, _ server: DatabaseServer) -> CheckResult {
        let isEncrypted = usesTLS == true
        let words = mode.map { "sslmode is \($0.rawValue)" } ?? "sslmode is not known"
        if let minimum {
            let isStrictEnough = mode.map { $0 >= minimum } ?? true
            if !isStrictEnough || minimum.encryptsAlways && !isEncrypted {
                let what = isEncrypted ? words : "the connection is not encrypted (\(words))"
                return CheckResult(
                    .databaseTLS,
                    severity == .warn || exception != nil ? .warn : .fail,
                    "\(what); policy requires at least \(minimum.rawValue)"
                        + (exception.map { ", with an exception until \($0)" } ?? ""),
                    fix: Self.fix(minimum)
                )
            }
        }
        guard isEncrypted else {
            return server.isOnThisMachine
                ? CheckResult(.databaseTLS, .pass, "not encrypted, to an address of this machine")
                : CheckResult(
                    .databaseTLS,
                    .warn,
                    "keys cross the network unencrypted: the connection is not encrypted (\(words))",
                    fix: Self.fix(.verifyFull)
                )
        }
        let isProven = (mode ?? .prefer) >= .verifyCA
        return CheckResult(
            .databaseTLS,
            .pass,
            "encrypted, \(words)" + (isProven ? "" : ": the server's certificate is not checked")
        )
    }

    private static func fix(_ mode: SSLMode) -> String {
        "add `sslmode=\(mode.rawValue)` to `database.url`"
            + (mode >= .verifyCA ? ", and `sslrootcert` if the CA is your own" : "")
    }
}

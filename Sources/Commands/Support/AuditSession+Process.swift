internal import Audit
internal import Glibc
internal import Reconciler

extension Runner {
    /// This run as audit files are to report it.
    ///
    /// `plan`: the digest of the saved plan that is applied.
    func auditSession(_ command: String, reason: String?, plan: String?, declined: AuditOutcome) -> AuditSession {
        var host = [CChar](repeating: 0, count: 65)
        gethostname(&host, host.count - 1)
        let uid = getuid()
        let actor = AuditActor(
            user: UserName.of(uid) ?? "\(uid)",
            uid: Int64(uid),
            sudoUser: variables["SUDO_USER"].flatMap { $0.isEmpty ? nil : $0 },
            host: String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self),
            ci: CIRun(variables: variables)
        )
        let number = String(UInt64.random(in: 0...UInt64.max), radix: 16)
        return AuditSession(
            run: String(repeating: "0", count: 16 - number.count) + number,
            command: command,
            version: Keyturn.version,
            actor: actor,
            reason: reason,
            plan: plan,
            declined: declined
        )
    }
}

/// Who runs keyturn, where.
package struct AuditActor: Hashable, Sendable {
    /// The name of the process's user, or its number where it has none.
    package let user: String
    package let uid: Int64

    /// Who became that user by `sudo`; nil for no one.
    package let sudoUser: String?
    package let host: String
    package let ci: CIRun?

    package init(user: String, uid: Int64, sudoUser: String? = nil, host: String, ci: CIRun? = nil) {
        self.user = user
        self.uid = uid
        self.sudoUser = sudoUser
        self.host = host
        self.ci = ci
    }
}

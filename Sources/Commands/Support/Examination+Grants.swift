internal import Model
internal import Reconciler
internal import Rendering
internal import Verification

extension Reconciler.Examination {
    /// The SQL for a role, or for the one that connects; by what the server is like where it answered.
    func grants(for chosen: String?) -> GrantsText.Section {
        let role = chosen ?? server?.role.name ?? "keyturn"
        guard environment.database.path == nil else {
            return GrantsText.Section(
                environment: environment.name,
                role: role,
                statements: [],
                notes: ["SQLite has no roles: let the user that runs keyturn read and write the file and its folder"]
            )
        }
        return GrantsText.Section(
            environment: environment.name,
            role: role,
            statements: GrantScript(rights: rights, role: role, server: server).statements,
            notes: notes(role, isChosen: chosen != nil)
        )
    }

    private func notes(_ role: String, isChosen: Bool) -> [String] {
        var notes: [String] = []
        if let failure {
            notes.append(
                "\(failure): tables without a schema are assumed to be in public, and the right to connect is missing"
            )
        } else if let server {
            let missing = rights.tables.map(\.name).filter { name in !server.tables.contains { $0.name == name } }
            notes += missing.map { "no table \($0) yet: without a schema it is assumed to be in public" }
            if !isChosen, server.role.isSuperuser {
                notes.append("the role \(role) is a superuser, to whom rights do not apply: name another with --role")
            }
        }
        return notes
    }
}

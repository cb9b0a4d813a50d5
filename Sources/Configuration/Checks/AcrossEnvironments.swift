internal import Diagnostics
internal import Model

/// Compares environments with each other, by what their files say: no database is asked and no link is followed.
enum AcrossEnvironments {
    /// One diagnostic for each environment that shares something, so that every one of them is known to be at fault.
    ///
    /// One database with two key tables is only a warning, which a rule of policy may judge instead.
    static func check(_ environments: [DecodedEnvironment], isJudged: (String) -> Bool = { _ in false }) -> [Diagnostic]
    {
        sharedDatabases(environments, isJudged) + sharedOutputs(environments) + sharedAudits(environments)
            + auditedDatabases(environments) + SecretReferences.check(environments)
    }

    private static func sharedDatabases(
        _ environments: [DecodedEnvironment],
        _ isJudged: (String) -> Bool
    ) -> [Diagnostic] {
        var users: [String: [(decoded: DecodedEnvironment, place: KeyTablePlace)]] = [:]
        for environment in environments where environment.database != nil {
            guard let place = environment.draft?.keyTable else { continue }
            users[place.database, default: []].append((environment, place))
        }
        return users.values.filter { $0.count > 1 }.flatMap { group in
            group.flatMap { one -> [Diagnostic] in
                let others = group.filter { $0.decoded.name != one.decoded.name }
                let alike = others.filter { one.place.relation(to: $0.place) == .table }
                let beside = others.filter { one.place.relation(to: $0.place) != .table }
                var found: [Diagnostic] = []
                if !alike.isEmpty { found.append(.sharedDatabase(one.decoded, with: alike.map(\.decoded))) }
                if !beside.isEmpty, !isJudged(one.decoded.name) {
                    let areTwo = beside.allSatisfy { one.place.relation(to: $0.place) == .database(tablesDiffer: true) }
                    found.append(.oneDatabase(one.decoded, with: beside.map(\.decoded), tablesDiffer: areTwo))
                }
                return found
            }
        }
    }

    private static func sharedOutputs(_ environments: [DecodedEnvironment]) -> [Diagnostic] {
        // Sorted by parts, a folder stands right before what is inside of it.
        let outputs = environments.compactMap { environment in environment.output.map { ($0.value, environment) } }
        return outputs.compactMap { path, environment in
            let others = outputs.filter { other, owner in
                owner.name != environment.name && (PathText.isInside(path, other) || PathText.isInside(other, path))
            }
            guard !others.isEmpty else { return nil }
            return .sharedOutput(environment, with: others.map(\.1), isSame: others.contains { $0.0 == path })
        }
    }

    private static func sharedAudits(_ environments: [DecodedEnvironment]) -> [Diagnostic] {
        let audits = environments.compactMap { decoded in decoded.draft?.audit.map { (decoded, $0) } }
        let users = Dictionary(grouping: audits) { $0.1.path }
        return users.values.filter { $0.count > 1 }.flatMap { group in
            group.map { environment, audit in
                .sharedAudit(audit, environment.name, with: group.map(\.0.name).filter { $0 != environment.name })
            }
        }
    }

    /// An audit file is locked while it is written, and so is a database: one file cannot be both.
    private static func auditedDatabases(_ environments: [DecodedEnvironment]) -> [Diagnostic] {
        var owners: [String: String] = [:]
        for environment in environments {
            guard case .sqlite(let path)? = environment.database?.value else { continue }
            for suffix in AuditTrail.databaseSuffixes { owners[path + suffix] = environment.name }
        }
        return environments.compactMap { decoded in
            guard let audit = decoded.draft?.audit, let owner = owners[audit.path] else { return nil }
            return .auditIsDatabase(audit, decoded.name, of: owner)
        }
    }

    private static func other(than environment: DecodedEnvironment) -> (DecodedEnvironment) -> Bool {
        { $0.name != environment.name }
    }
}

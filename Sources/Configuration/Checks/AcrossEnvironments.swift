internal import Diagnostics
internal import Model

/// Compares environments with each other, by what their files say: no database is asked and no link is followed.
enum AcrossEnvironments {
    /// One diagnostic for each environment that shares something, so that every one of them is known to be at fault.
    static func check(_ environments: [DecodedEnvironment]) -> [Diagnostic] {
        sharedDatabases(environments) + sharedOutputs(environments) + sharedAudits(environments)
            + auditedDatabases(environments) + SecretReferences.check(environments)
    }

    private static func sharedDatabases(_ environments: [DecodedEnvironment]) -> [Diagnostic] {
        var users: [String: [DecodedEnvironment]] = [:]
        for environment in environments {
            guard let url = environment.database?.value else { continue }
            users[DatabaseURLText.comparable(url), default: []].append(environment)
        }
        return users.values.filter { $0.count > 1 }.flatMap { group in
            group.map { .sharedDatabase($0, with: group.filter(other(than: $0))) }
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

import Diagnostics
import Fragments
import Model
import Testing

@testable import Planning
import State

let policyFile = SourceLocation(file: "environments/_policy.yaml", line: 2, column: 3)
private let file = SourceLocation(file: "environments/prod.yaml", line: 5, column: 3)

/// A declared identity.
func identity(
    _ name: String = "backend",
    owner: Owner = owner,
    format: KeyFormat = format,
    rotation: Rotation = Rotation(every: 30 * day, overlap: 48 * hour),
    deliver: [Delivery.Target] = [.compose(service: "api", variable: "PM_MCP_API_KEY")],
    absent: Bool = false,
    probe: ServerProbe? = nil
) -> Identity {
    Identity(
        name: name,
        owner: owner,
        key: DeclaredKey(name: keyName, format: format),
        rotation: rotation,
        deliveries: deliver.map { Delivery(target: $0, location: file) },
        isAbsent: absent,
        probe: probe,
        location: file
    )
}

/// A declared environment.
func environment(
    _ name: String,
    _ identities: Identity...,
    over transport: Transport? = .local,
    in profile: Profile? = nil
) -> Environment {
    Environment(
        name: name,
        database: .sqlite(path: "/\(name).sqlite"),
        databaseLocation: file,
        transport: transport,
        output: "/deploy/\(name)",
        outputLocation: file,
        identities: identities,
        profile: profile
    )
}

/// A key table of another application.
func profile(_ change: (inout Profile) -> Void = { _ in }) throws -> Profile {
    var profile = Profile(
        name: "api",
        table: try #require(TableName("api_keys")),
        stored: StoredForm(column: "key")
    )
    profile.nameColumn = NameColumn(column: "name")
    change(&profile)
    return profile
}

/// A policy of one rule, set for every environment.
func policy(
    _ rule: any PolicyRule.Type,
    _ value: RuleValue,
    _ severity: PolicySeverity = .error,
    except exceptions: [PolicyException] = []
) -> Policy {
    Policy(
        rules: [
            RuleSetting(
                rule: rule.name,
                standard: RuleSetting.Assignment(value: value, severity: severity, location: policyFile),
                location: policyFile
            )
        ],
        exceptions: exceptions
    )
}

func exception(_ rule: any PolicyRule.Type, _ address: Address, lapses: Duration = day) -> PolicyException {
    PolicyException(
        rule: rule.name,
        address: address,
        until: "2027-01-15",
        lapses: now + lapses,
        reason: "a vendor",
        approvedBy: nil,
        location: policyFile
    )
}

/// What a rule finds in declarations: `prod/backend: …` each.
func found(_ rule: any PolicyRule.Type, _ value: RuleValue, in environments: Environment...) -> [String] {
    PolicyJudge.declarations(policy(rule, value), environments, comparedWith: [], now: now).findings.map(\.summary)
}

/// A plan under a policy; the others are compared with.
func plan(
    _ scenes: [Scene],
    comparedWith others: [Scene] = [],
    under policy: Policy,
    as mandate: Mandate = .everything,
    tracked: [Diagnostic] = [],
    revoked: RevocationList = RevocationList()
) -> Plan {
    Planner.plan(
        scenes.map(\.view),
        comparedWith: others.map(\.view),
        Situation(
            now: now,
            mandate: mandate,
            revoked: revoked,
            policy: PolicySituation(
                policy: policy,
                chosen: scenes.map(\.view.environment),
                others: others.map(\.view.environment),
                tracked: tracked
            )
        )
    )
}

extension Plan {
    /// `summary` of each finding that stands.
    var objections: [String] { policy.findings.filter { $0.state == .stands }.map(\.summary) }
}

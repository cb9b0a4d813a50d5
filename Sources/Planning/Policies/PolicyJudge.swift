internal import Diagnostics
package import Model

/// Asks every rule that is set, and holds what they find against exceptions and overrides.
package struct PolicyJudge {
    private let policy: Policy
    private let chosen: [Environment]
    private let all: [Environment]
    private let now: Instant
    private let override: PolicyOverride?

    private var found: [Found] = []

    private struct Found {
        let rule: Int
        let assignment: RuleSetting.Assignment
        let objection: Objection
    }

    /// The chosen environments are judged, the others are only compared with.
    package init(
        _ policy: Policy,
        _ chosen: [Environment],
        comparedWith others: [Environment],
        override: PolicyOverride? = nil,
        now: Instant
    ) {
        self.policy = policy
        self.chosen = chosen
        all = (chosen + others).sorted { $0.name < $1.name }
        self.override = override
        self.now = now
    }

    /// What the declarations alone tell: for `validate`.
    package static func declarations(
        _ policy: Policy,
        _ chosen: [Environment],
        comparedWith others: [Environment],
        now: Instant
    ) -> PolicyReport {
        var judge = PolicyJudge(policy, chosen, comparedWith: others, now: now)
        judge.judgeDeclarations()
        return judge.report(withPlan: false, only: nil)
    }

    mutating func judgeDeclarations() {
        for (index, rule) in PolicyRules.all.enumerated() where rule.stages.contains(.declarations) {
            guard let setting = policy.setting(rule.name) else { continue }
            let scenes = chosen.compactMap { environment in
                setting.assignment(for: environment.name).map {
                    DeclaredScene(environment: environment, value: $0.value, all: all)
                }
            }
            guard !scenes.isEmpty else { continue }
            add(rule.judge(scenes), of: index, setting)
        }
    }

    /// - Parameter scene: what was found and planned for a chosen environment, under a value of a rule; nil if it could
    ///   not be looked at.
    mutating func judgePlans(_ scene: (String, RuleValue) -> PlannedScene?) {
        for (index, rule) in PolicyRules.all.enumerated() where rule.looksAtPlan {
            guard let setting = policy.setting(rule.name) else { continue }
            for environment in chosen {
                guard let assignment = setting.assignment(for: environment.name),
                    let scene = scene(environment.name, assignment.value)
                else { continue }
                add(rule.judge(scene), of: index, setting)
            }
        }
    }

    private mutating func add(_ objections: [Objection], of rule: Int, _ setting: RuleSetting) {
        for objection in objections {
            guard let assignment = setting.assignment(for: objection.address.environment) else { continue }
            found.append(Found(rule: rule, assignment: assignment, objection: objection))
        }
    }

    // MARK: What becomes of it

    private struct Excuse: Hashable {
        let rule: String
        let address: Address
    }

    /// What was found, held against exceptions and overrides.
    ///
    /// Findings of identities that a mandate is not about are not its business; nil for all.
    func report(withPlan: Bool, only mandate: Mandate?) -> PolicyReport {
        var excuses: [Excuse: Int] = [:]
        for (index, exception) in policy.exceptions.enumerated() where exception.isValid(at: now) {
            let excuse = Excuse(rule: exception.rule, address: exception.address)
            if excuses[excuse] == nil { excuses[excuse] = index }
        }
        var applied: [Int: Int] = [:]
        var overridden: [String: Int] = [:]
        var findings: [(environment: String, rule: Int, finding: PolicyFinding)] = []
        for found in found where mandate?.includes(found.objection.address) ?? true || found.objection.isWide {
            let rule = PolicyRules.all[found.rule]
            let address = found.objection.address
            let excuse =
                excuses[Excuse(rule: rule.name, address: address)]
                ?? excuses[Excuse(rule: rule.name, address: Address(address.environment))]
            var state = PolicyFinding.State.stands
            if let excuse {
                state = .excepted
                applied[excuse, default: 0] += 1
            } else if found.assignment.severity == .error, override?.rules.contains(rule.name) ?? false {
                state = .overridden
                overridden[rule.name, default: 0] += 1
            }
            findings.append((address.environment, found.rule, finding(found, rule, state)))
        }
        let exceptions = uses(applied, withPlan: withPlan)
        for use in exceptions where use.outcome == .lapsed {
            findings.append((use.exception.address.environment, PolicyRules.all.count, .lapsed(use.exception)))
        }
        return PolicyReport(
            findings: findings.enumerated().sorted {
                ($0.element.environment, $0.element.rule, $0.offset) < (
                    $1.element.environment, $1.element.rule, $1.offset
                )
            }.map(\.element.finding),
            exceptions: exceptions,
            overrides: (override?.rules ?? []).map {
                OverrideUse(rule: $0, reason: override?.reason ?? "", count: overridden[$0] ?? 0)
            }
        )
    }

    private func finding(
        _ found: Found,
        _ rule: any PolicyRule.Type,
        _ state: PolicyFinding.State
    ) -> PolicyFinding {
        PolicyFinding(
            code: rule.name,
            address: found.objection.address,
            severity: found.assignment.severity,
            state: state,
            value: found.assignment.value.description,
            summary: found.objection.summary,
            detail: found.objection.detail,
            fix: found.objection.fix ?? rule.fix,
            location: found.objection.location
        )
    }

    /// The exceptions of chosen environments, and those of environments that are not declared at all.
    private func uses(_ applied: [Int: Int], withPlan: Bool) -> [ExceptionUse] {
        guard !policy.exceptions.isEmpty else { return [] }
        let chosenNames = Set(chosen.map(\.name))
        let named = Set(policy.exceptions.map(\.address.environment))
        let declared = Dictionary(
            all.map { ($0.name, named.contains($0.name) ? Set($0.identities.map(\.name)) : []) },
            uniquingKeysWith: { first, _ in first }
        )
        return policy.exceptions.enumerated().compactMap { index, exception -> ExceptionUse? in
            let address = exception.address
            guard let identities = declared[address.environment] else {
                // Perhaps it is declared, and its file has errors: those are reported.
                let outcome: ExceptionUse.Outcome = exception.isValid(at: now) ? .unknownAddress : .lapsed
                return ExceptionUse(exception: exception, outcome: outcome)
            }
            guard chosenNames.contains(address.environment) else { return nil }
            let outcome: ExceptionUse.Outcome
            if !exception.isValid(at: now) {
                outcome = .lapsed
            } else if let identity = address.identity, !identities.contains(identity) {
                outcome = .unknownAddress
            } else if policy.setting(exception.rule)?.assignment(for: address.environment) == nil {
                outcome = .ruleNotSet
            } else if let count = applied[index] {
                outcome = .applied(count)
            } else if !withPlan, PolicyRules.named(exception.rule)?.looksAtPlan ?? false {
                outcome = .notJudged
            } else {
                outcome = .unneeded
            }
            return ExceptionUse(exception: exception, outcome: outcome)
        }
    }
}

extension Objection {
    fileprivate var isWide: Bool { address.identity == nil }
}

extension PolicyFinding {
    fileprivate static func lapsed(_ exception: PolicyException) -> PolicyFinding {
        PolicyFinding(
            code: PolicyCode.exceptionLapsed.rawValue,
            address: exception.address,
            severity: .error,
            state: .stands,
            value: nil,
            summary: "\(exception.address): the exception from `\(exception.rule)` ended on \(exception.until)",
            detail: "Its reason was: \(PlainText.line(exception.reason)).",
            fix: "fix what it excused and remove it, or have it approved again with a later `until`",
            location: exception.location
        )
    }
}

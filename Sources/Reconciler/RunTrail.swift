internal import Audit
internal import AuditFiles
internal import Diagnostics
internal import Fragments
internal import Model
internal import Planning

/// What one run leaves in the audit files of all environments that it was started for.
struct RunTrail {
    private let session: AuditSession
    private let plan: Plan
    private let audits: [String: SiteAudit]

    /// In their order; with and without an audit file.
    private let names: [String]
    private let digest: String
    private let outputs: [String: String]

    /// The rules in force, and their digest.
    private let policy: Policy
    private let policyDigest: String

    init(session: AuditSession, plan: Plan, policy: Policy, sites: [Site], clock: any WallClock, seen: SeenKeys) {
        self.session = session
        self.plan = plan
        self.policy = policy
        names = sites.map(\.name)
        var audits: [String: SiteAudit] = [:]
        for site in sites { audits[site.name] = SiteAudit(site, session, clock, seen) }
        self.audits = audits
        policyDigest = audits.isEmpty ? "" : AuditHash.digest(Array(policy.canonicalText.utf8))
        outputs = Dictionary(
            sites.map { ($0.name, $0.layout.environment.output) },
            uniquingKeysWith: { first, _ in first }
        )
        digest = audits.isEmpty ? "" : session.plan ?? plan.digest
    }

    /// Nil if the environment has no audit file.
    func audit(of environment: EnvironmentPlan) -> (file: SiteAudit, entries: AuditEntries)? {
        audits[environment.name].map { ($0, entries(environment)) }
    }

    private func entries(_ environment: EnvironmentPlan) -> AuditEntries {
        AuditEntries(
            session: session,
            digest: digest,
            plan: environment,
            policy: plan.policy,
            output: outputs[environment.name] ?? "",
            circumstances: AuditEntry.Circumstances(
                clockOffset: plan.clocks[environment.name].map { Int64($0.seconds * 1_000) },
                policy: policyDigest,
                limits: policy.limits(for: environment.name)
            )
        )
    }

    /// Writes down why environments without an outcome have none, and then, into each file, where the others end.
    ///
    /// - Returns: what could not be written.
    func conclude(
        _ outcomes: [EnvironmentOutcome],
        wasApproved: Bool,
        as declined: AuditOutcome? = nil
    ) -> [Diagnostic] {
        guard !audits.isEmpty else { return [] }
        var heads: [String: AuditHead] = [:]
        for outcome in outcomes { heads[outcome.environment] = outcome.auditHead.flatMap { AuditHead(text: $0) } }
        var untold: [Diagnostic] = []
        func write(_ entries: [AuditEntry], _ audit: SiteAudit, _ name: String) {
            do throws(Diagnostic) {
                let written = try audit.write(entries)
                heads[name] = written.head
                if let warning = written.warning { untold.append(warning) }
            } catch {
                untold.append(error)
            }
        }
        let told = Set(outcomes.map(\.environment))
        for name in names where !told.contains(name) {
            guard let audit = audits[name] else { continue }
            guard let planned = plan.environments.first(where: { $0.name == name }) else {
                write(AuditEntries.unplanned(name, plan.diagnostics), audit, name)
                continue
            }
            let entries = entries(planned)
            if planned.isRefused {
                write(entries.declined(.refused, plan.diagnostics), audit, name)
            } else if !wasApproved {
                write(entries.declined(declined ?? session.declined, []), audit, name)
            }
        }
        guard heads.count > 1 else { return untold }
        // By the heads as they were before any anchor, or each would chase the other.
        for (name, audit) in audits.sorted(by: { $0.key < $1.key }) where heads[name] != nil {
            var anchor = AuditEntry(.anchor, name)
            anchor.heads = heads.filter { $0.key != name }
            do throws(Diagnostic) { _ = try audit.write([anchor]) } catch { untold.append(error) }
        }
        return untold
    }
}

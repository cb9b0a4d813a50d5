internal import Model

/// Every environment has owners of its own.
enum DistinctOwners: PolicyRule {
    static let name = "distinct-owners"
    static let kind = RuleValue.Kind.flag
    static let stages: [PolicyStage] = [.declarations]
    static let title = "No owner, by its id or e-mail, is declared in two environments"
    static let explanation = """
        One owner in two environments looks like one caller in the servers' logs. All declared environments \
        are compared, also those that a run was not asked for.
        """
    static let fix = "declare a different `owner` in each environment"
    static let example = "distinct-owners: { severity: warn }"

    static func judge(_ scenes: [DeclaredScene]) -> [Objection] {
        guard let all = scenes.first?.all, all.count > 1 else { return [] }
        // The first environments that have an owner: two tell whether another than a given one has it.
        var byID: [OwnerID: [Address]] = [:]
        var byEmail: [String: [Address]] = [:]
        for environment in all {
            for identity in environment.identities where !identity.isAbsent {
                let address = Address(environment.name, identity.name)
                if byID[identity.owner.id]?.last?.environment != environment.name {
                    byID[identity.owner.id, default: []].append(address)
                }
                if byEmail[identity.owner.email]?.last?.environment != environment.name {
                    byEmail[identity.owner.email, default: []].append(address)
                }
            }
        }
        return scenes.flatMap { scene in
            scene.environment.identities.compactMap { identity -> Objection? in
                guard !identity.isAbsent else { return nil }
                let same = { (addresses: [Address]?) in
                    (addresses ?? []).filter { $0.environment != scene.environment.name }
                }
                let withID = same(byID[identity.owner.id])
                let withEmail = withID.isEmpty ? same(byEmail[identity.owner.email]) : []
                guard !(withID + withEmail).isEmpty else { return nil }
                let others = (withID + withEmail).prefix(4).map(\.description).joined(separator: ", ")
                let more = (withID + withEmail).count > 4 ? " and others" : ""
                return scene.objection(
                    identity,
                    withID.isEmpty
                        ? "its owner has the e-mail of the owner of \(others)\(more)"
                        : "its owner \(identity.owner.id) is also that of \(others)\(more)"
                )
            }
        }
    }
}

internal import Model
internal import State

/// Every environment has a database of its own, and not only a key table.
enum DistinctDatabases: PolicyRule {
    static let name = "distinct-databases"
    static let kind = RuleValue.Kind.flag
    static let stages: [PolicyStage] = [.declarations, .observation]
    static let title = "No two environments keep their key tables in one database"
    static let explanation = """
        Two environments never have one key table, with or without this rule. Two key tables in one database, for \
        example a schema for each environment, are a warning (`one-database`) without it. `validate` compares the URLs of \
        all declared environments, also those that a run was not asked for; `plan` compares what the servers report, so \
        that two addresses of one database do not satisfy the rule.
        """
    static let fix = "give each environment its own database, or add an exception"
    static let example = "distinct-databases: { prod: true }"

    static func judge(_ scene: DeclaredScene) -> [Objection] {
        let environment = scene.environment
        let others = scene.all.filter { environment.declaresDatabase(of: $0) }.map(\.name)
        return objections(environment, others)
    }

    static func judge(_ scene: PlannedScene) -> [Objection] {
        let environment = scene.environment
        // What the declarations say was judged already.
        let others = scene.neighbours.filter { !environment.declaresDatabase(of: $0) }.map(\.name)
        return objections(environment, others)
    }

    private static func objections(_ environment: Environment, _ others: [String]) -> [Objection] {
        guard !others.isEmpty else { return [] }
        return [
            Objection(
                Address(environment.name),
                "\(environment.name) has its key table in the same database as \(others.joined(separator: ", "))",
                at: environment.databaseLocation
            )
        ]
    }
}

extension Environment {
    /// Whether the declarations alone tell that another environment has its key table in this one's database.
    func declaresDatabase(of other: Environment) -> Bool {
        guard name != other.name, let place = keyTable, let otherPlace = other.keyTable else { return false }
        return place.relation(to: otherPlace) != .nothing
    }
}

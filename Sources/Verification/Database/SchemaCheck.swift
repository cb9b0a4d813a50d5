internal import Diagnostics
internal import Model
internal import Planning

/// Whether rows can be written into the tables as a rotation needs it.
struct SchemaCheck {
    private let schema: StoreSchema?
    private let environment: Environment
    private let now: Instant

    init(_ schema: StoreSchema?, _ environment: Environment, now: Instant) {
        self.schema = schema
        self.environment = environment
        self.now = now
    }

    /// One for each obstacle; a pass where there is none.
    var results: [CheckResult] {
        guard let schema else {
            return [
                CheckResult(
                    .databaseSchema,
                    .unknown,
                    "the catalog has no information about the key table",
                    fix: "let the role use the table's schema (GRANT USAGE ON SCHEMA …), then run the check again"
                )
            ]
        }
        guard schema.tables.contains(where: { $0.content == .keys }) else {
            return [missingTable(schema.nearestTable)]
        }
        let obstacles = Obstacles.all(in: schema, for: environment, now: now)
        let found = obstacles.filter { !$0.isAboutRights && !$0.isAboutSource }
        let results =
            (barrier(schema) ?? [])
            + found.map {
                CheckResult(.databaseSchema, $0.need == .nothing ? .warn : .fail, $0.summary, fix: $0.fix)
            } + [schema.absentOwners.map(missingOwners)].compactMap(\.self) + schema.tables.compactMap(unforeseen)
        return results.isEmpty ? [CheckResult(.databaseSchema, .pass, passed(schema, obstacles))] : results
    }

    private func missingTable(_ near: String?) -> CheckResult {
        let name = environment.profile.map { " \(PlainText.line($0.table.text))" } ?? " of keys"
        return CheckResult(
            .databaseSchema,
            .fail,
            "no table\(name)" + (near.map { "; did you mean \(PlainText.line($0))?" } ?? ""),
            fix: "correct `table` in the profile, or `database.url`"
        )
    }

    /// The owners' table: a run looks owners up in it before it does anything else.
    private func missingOwners(_ table: StoreSchema.AbsentTable) -> CheckResult {
        let near = table.near.map(PlainText.line)
        let column = environment.profile?.owner?.references?.column
        return CheckResult(
            .databaseSchema,
            .fail,
            "no table \(PlainText.line(table.name)), which `owner.references` names"
                + (near.map { "; did you mean \($0)?" } ?? ""),
            fix: near.flatMap { near in
                column.map { "name it in the profile: `owner.references: \(near).\(PlainText.line($0))`" }
            } ?? "correct `owner.references` in the profile, or `database.url`"
        )
    }

    private func unforeseen(_ table: StoreSchema.Table) -> CheckResult? {
        UnpredictableTriggers(of: table).map { CheckResult(.databaseSchema, .warn, $0.summary, fix: $0.fix) }
    }

    /// A database that takes no writes at all; of a file, another check tells.
    private func barrier(_ schema: StoreSchema) -> [CheckResult]? {
        guard schema.barrier == .standby || schema.barrier == .readOnlySession else { return nil }
        return Obstacles.all(in: StoreSchema(barrier: schema.barrier), for: environment).map {
            CheckResult(.databaseSchema, .fail, $0.summary, fix: $0.fix)
        }
    }

    private func passed(_ schema: StoreSchema, _ obstacles: [Obstacle]) -> String {
        let triggers = schema.tables.flatMap { table in table.triggers.map { "\($0) on \(table.name)" } }
        return
            (obstacles.contains(where: \.isAboutRights)
            ? "the tables are as the profile says" : "a rotation can write its rows")
            + (triggers.isEmpty ? "" : "; triggers: \(triggers.joined(separator: ", "))")
    }
}

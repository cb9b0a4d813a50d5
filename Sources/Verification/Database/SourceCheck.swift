internal import Diagnostics
internal import Model
package import Planning

/// Where the rows of keys come from, and where they go.
package enum SourceCheck {
    /// By what the catalog says.
    static func results(
        _ schema: StoreSchema?,
        _ environment: Environment,
        publishers: [String] = []
    ) -> [CheckResult] {
        guard let schema else {
            return [CheckResult(.databaseSource, .unknown, "the catalog has no information about the two tables")]
        }
        var results: [CheckResult] = []
        if schema.barrier == .standby {
            results.append(
                CheckResult(
                    .databaseSource,
                    .fail,
                    "the server is a standby: every key of the server that it follows works here, and it cannot have its own",
                    fix: "give \(environment.name) its own database, or name the primary in `database.url`"
                )
            )
        }
        results += Obstacles.all(in: schema, for: environment).filter(\.isAboutSource).map {
            CheckResult(.databaseSource, $0.need == .nothing ? .unknown : .fail, $0.summary, fix: $0.fix)
        }
        for publisher in publishers {
            results.append(
                CheckResult(
                    .databaseSource,
                    .fail,
                    "its keys are published by \(PlainText.line(publisher))'s database",
                    fix:
                        "give \(environment.name) its own database, or remove the key table from the subscription"
                )
            )
        }
        for name in schema.keyPublications {
            results.append(
                CheckResult(
                    .databaseSource,
                    .warn,
                    "the publication \(name) sends the keys to every subscriber: they work there as well",
                    fix: "remove the key table from the publication: ALTER PUBLICATION \(name) DROP TABLE …"
                )
            )
        }
        return results.isEmpty
            ? [CheckResult(.databaseSource, .pass, "its rows are its own: no standby, no subscription, no publication")]
            : results
    }

    /// What is said of a file, which follows no server: its rows alone could tell.
    static let notCompared = "a file follows no other server; keyturn verify compares its rows"

    /// The same where the rows were compared.
    package static func compared(_ result: CheckResult) -> CheckResult {
        guard result.detail == notCompared else { return result }
        return CheckResult(result.check, result.verdict, "a file follows no other server")
    }

    /// By rows of other environments; empty where none is held in common.
    package static func results(_ provenance: Provenance, of environment: String) -> [CheckResult] {
        var results: [CheckResult] = []
        if let name = provenance.follows {
            results.append(
                CheckResult(
                    .databaseSource,
                    .fail,
                    "its database follows \(PlainText.line(name))'s",
                    fix: "give it its own database"
                )
            )
        }
        if provenance.undecided > 0 {
            results.append(
                CheckResult(
                    .databaseSource,
                    .fail,
                    "live keys that are another environment's as well, by the same rows: \(provenance.undecided). No fragment and no audit file says "
                        + "which database is the original",
                    fix: "give the copy its own keys: keyturn rotate '\(PlainText.line(environment))/*' --now"
                )
            )
        }
        if provenance.copies > 0, provenance.follows == nil {
            results.append(
                CheckResult(
                    .databaseSource,
                    .warn,
                    "live keys of another environment, copied with their rows: \(provenance.copies)",
                    fix: "run keyturn apply, and deactivate those that it leaves alone"
                )
            )
        }
        return results
    }
}

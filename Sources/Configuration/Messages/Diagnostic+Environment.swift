internal import Diagnostics
internal import Model
internal import Planning

extension Diagnostic {
    static func passwordInFile(_ place: Place) -> Diagnostic {
        Diagnostic(
            .warning,
            .passwordInFile,
            "a password is in this file",
            detail: "everyone who can read the repository or its history can read it",
            fix:
                "name a variable (${PROD_DATABASE_URL}), or use PGPASSFILE or a libpq service; then change the password",
            at: place
        )
    }

    /// Says nothing of the URL: it may hold a password.
    static func badDatabaseURL(_ problem: DatabaseURLText.Problem, _ place: Place) -> Diagnostic {
        let (summary, fix) =
            switch problem {
            case .keywords:
                (
                    "this is libpq's keyword/value form, not a URL",
                    "write postgresql://USER@HOST:PORT/DATABASE?KEYWORD=VALUE"
                )
            case .otherDatabase(let scheme):
                ("`\(scheme):` is not supported", "use postgresql://… (or postgres://…) or sqlite:PATH")
            case .unknownScheme:
                (
                    "the database URL does not begin with a known scheme",
                    "begin with postgresql:// (or postgres://) or sqlite:"
                )
            case .emptyPath: ("the path of the SQLite database is missing", "write sqlite:PATH, naming a file")
            case .slashes:
                (
                    "other programs read slashes after sqlite: in two ways",
                    "write sqlite:/PATH for an absolute path, sqlite:PATH for one relative to this file"
                )
            case .home: (noHome, "write the full path, or sqlite:${HOME}/…")
            case .uri: ("the path of the SQLite database is a URL", "write sqlite:PATH, with the path alone")
            case .memory: ("a database in memory would forget every key", "write sqlite:PATH, naming a file")
            }
        return Diagnostic(.badDatabaseURL, summary, fix: fix, at: place)
    }

    static func badOutput(isRoot: Bool, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badOutput,
            isRoot
                ? "the output folder is the whole file system" : "the output folder is the folder of environment files",
            detail: isRoot ? nil : "a fragment there would look like an environment",
            fix: "name a separate folder, such as ../deploy/prod",
            at: place
        )
    }

    static func outputAtHome(_ place: Place) -> Diagnostic {
        Diagnostic(.badOutput, noHome, fix: "write the full path, or ${HOME}/…", at: place)
    }

    static let noHome = "`~` is not read as a home folder"

    static func sharedDatabase(_ environment: DecodedEnvironment, with others: [DecodedEnvironment]) -> Diagnostic {
        Diagnostic(
            .sharedDatabase,
            "`\(environment.name)` has the same database as \(names(of: others))",
            detail: places(of: others.compactMap(\.database?.location)),
            fix: "give every environment its own database",
            at: place(environment.database?.location, environment)
        )
    }

    static func oneDatabase(
        _ environment: DecodedEnvironment,
        with others: [DecodedEnvironment],
        tablesDiffer: Bool
    ) -> Diagnostic {
        let place = place(environment.database?.location, environment)
        let why =
            tablesDiffer
            ? "the tables differ, but a role that reaches one may reach the other"
            : "whether the tables differ depends on the connections' search_path: plan tells"
        return Diagnostic(
            .warning,
            PlanningCode.oneDatabase,
            "`\(environment.name)` has its key table in the same database as \(names(of: others))",
            detail: "\(why); \(places(of: others.compactMap(\.database?.location)))",
            fix: "give every environment its own database, or check that the roles cannot reach each other's tables",
            at: place.location,
            address: place.address
        )
    }

    static func sharedOutput(
        _ environment: DecodedEnvironment,
        with others: [DecodedEnvironment],
        isSame: Bool
    ) -> Diagnostic {
        Diagnostic(
            .sharedOutput,
            isSame
                ? "`\(environment.name)` has the same output folder as \(names(of: others))"
                : "the output folders of `\(environment.name)` and \(names(of: others)) are nested",
            detail: places(of: others.compactMap(\.output?.location)),
            fix: "give every environment its own folder",
            at: place(environment.output?.location, environment)
        )
    }

    static func auditIsDatabase(_ audit: AuditTrail, _ environment: String, of owner: String) -> Diagnostic {
        Diagnostic(
            .auditIsDatabase,
            "the audit file of `\(environment)` is the database of `\(owner)`",
            fix: "give the audit file its own name",
            at: Place(location: audit.location, address: environment)
        )
    }

    static func secretShown(_ text: BorrowedText, variable: String, _ environment: String) -> Diagnostic {
        Diagnostic(
            .secretShown,
            "`\(text.field)` uses ${\(variable)}, which contains a password or a pepper",
            detail: "this field is shown in plans and messages",
            fix: "write the value itself, or use a variable without a secret",
            at: Place(location: text.location, address: environment)
        )
    }

    static func pathIsURL(_ place: Place) -> Diagnostic {
        Diagnostic(.badValue, "the file is named by a URL, not by a path", fix: "write the path alone", at: place)
    }

    static func sharedAudit(_ audit: AuditTrail, _ environment: String, with others: [String]) -> Diagnostic {
        Diagnostic(
            .sharedAudit,
            "`\(environment)` has the same audit file as \(others.map { "`\($0)`" }.joined(separator: ", "))",
            fix: "give every environment its own file",
            at: Place(location: audit.location, address: environment)
        )
    }

    private static func place(_ location: SourceLocation?, _ environment: DecodedEnvironment) -> Place {
        Place(
            location: location ?? SourceLocation(file: environment.file, line: 1, column: 1),
            address: environment.name
        )
    }

    private static func names(of environments: [DecodedEnvironment]) -> String {
        environments.map { "`\($0.name)`" }.joined(separator: ", ")
    }

    private static func places(of locations: [SourceLocation]) -> String {
        "the other is at " + locations.map(\.description).joined(separator: ", ")
    }
}

internal import Model

/// Whether the server would write keys into its log.
///
/// Keyturn's own statements give no occasion: keys go by `COPY`, and are compared by their digests. The server that checks
/// keys does: it asks `WHERE api_key = $1` for each request, so whatever logs that statement with its parameters, or the
/// plan that they are put into, logs every key that is presented.
struct LoggingCheck {
    private let server: DatabaseServer

    init(_ server: DatabaseServer) { self.server = server }

    /// How many statements reach the log; from the least to the most.
    private enum Extent: Comparable {
        case none
        /// Those that change rows: a server's own writing of keys, not the question whether one is right.
        case changes
        /// Slow ones, or a sample.
        case some
        case all

        var verdict: CheckResult.Verdict { self == .all ? .fail : .warn }

        var noun: String {
            switch self {
            case .none: "no key"
            case .changes: "the keys that it writes itself"
            case .some: "keys, when a statement is slow or sampled"
            case .all: "every key that is presented"
            }
        }
    }

    /// One for each way that is open; a pass where none is.
    var results: [CheckResult] {
        // Every version has it: without it the settings were not to be seen.
        guard server.settings["log_statement"] != nil else {
            return [
                CheckResult(
                    .databaseLogging,
                    .unknown,
                    "the server does not show role \(server.role.name) its settings (pg_settings)",
                    fix: "GRANT SELECT ON pg_catalog.pg_settings TO \(SQLName.quoted(server.role.name));"
                )
            ]
        }
        var results = [statements(server.settings), errors(server.settings), audit(server.settings)]
        results.append(plans(server.settings))
        results += rows
        results += conflicts
        results += printed
        results += overridden
        let found = results.compactMap(\.self)
        return found.isEmpty ? [passed] : found
    }

    private var passed: CheckResult {
        let extent = statementExtent(server.settings).extent
        let detail =
            extent == .none
            ? "statements with keys are not logged"
            : "slow or sampled statements are logged, their parameters are not"
        return CheckResult(.databaseLogging, .pass, detail)
    }

    // MARK: - Statements

    private func statements(_ settings: [String: String]) -> CheckResult? {
        let (extent, reason) = statementExtent(settings)
        guard extent > .none else { return nil }
        let length = parameterLength(settings)
        guard length == 0 else {
            let how =
                length < 0
                ? "parameters are logged whole (log_parameter_max_length = -1)"
                : "the first \(length) bytes of parameters are logged (log_parameter_max_length)"
            return CheckResult(
                .databaseLogging,
                extent.verdict,
                "the server logs \(extent.noun): \(reason), and "
                    + (knowsParameterLength ? how : "this version logs parameters whole"),
                fix: knowsParameterLength ? Self.alter("log_parameter_max_length", "0") : Self.silence(settings)
            )
        }
        guard extent == .all else { return nil }
        return CheckResult(
            .databaseLogging,
            .warn,
            "every statement is logged (\(reason)); parameters are not, but a client that writes values into the"
                + " statement's text, as psycopg2 does, has its keys logged all the same",
            fix: Self.silence(settings)
        )
    }

    private func statementExtent(_ settings: [String: String]) -> (extent: Extent, reason: String) {
        if settings["log_statement"] == "all" { return (.all, "log_statement = all") }
        if let shortest = threshold(settings, "log_min_duration_statement") {
            let reason = "log_min_duration_statement = \(settings["log_min_duration_statement"] ?? "")"
            return (shortest == 0 ? .all : .some, reason)
        }
        if rate(settings, "log_transaction_sample_rate") > 0 {
            let isAll = rate(settings, "log_transaction_sample_rate") >= 1
            let text = settings["log_transaction_sample_rate"] ?? ""
            return (isAll ? .all : .some, "log_transaction_sample_rate = \(text)")
        }
        if let shortest = threshold(settings, "log_min_duration_sample"),
            rate(settings, "log_statement_sample_rate") > 0
        {
            let isAll = shortest == 0 && rate(settings, "log_statement_sample_rate") >= 1
            let text = settings["log_min_duration_sample"] ?? ""
            return (isAll ? .all : .some, "log_min_duration_sample = \(text)")
        }
        return settings["log_statement"] == "mod" ? (.changes, "log_statement = mod") : (.none, "")
    }

    /// The setting came with PostgreSQL 13; before, parameters were always logged whole.
    private var knowsParameterLength: Bool { server.version >= 130_000 }

    /// In bytes; -1 for whole.
    private func parameterLength(_ settings: [String: String]) -> Int {
        settings["log_parameter_max_length"].flatMap(Self.number) ?? -1
    }

    private func errors(_ settings: [String: String]) -> CheckResult? {
        guard let length = settings["log_parameter_max_length_on_error"].flatMap(Self.number), length != 0 else {
            return nil
        }
        return CheckResult(
            .databaseLogging,
            .warn,
            "a statement that fails is logged with its parameters (log_parameter_max_length_on_error = \(length))",
            fix: Self.alter("log_parameter_max_length_on_error", "0")
        )
    }

    /// An update that breaks a constraint is logged with its whole row, each column up to 64 bytes of it.
    ///
    /// Every role that may read the key column has it so, and ours must.
    private var rows: [CheckResult] {
        guard server.settings["log_error_verbosity"] != "terse" else { return [] }
        return server.tables.filter { !$0.checks.isEmpty }.map { table in
            let names = table.checks.map(SQLName.quoted).joined(separator: ", ")
            let plural = table.checks.count > 1
            return CheckResult(
                .databaseLogging,
                .warn,
                "an update of \(table.name) that breaks the constraint\(plural ? "s" : "") \(names) is logged with its row,"
                    + " and with that most of the key",
                fix: Self.alter("log_error_verbosity", "terse")
            )
        }
    }

    /// A new row that meets an exclusion constraint is logged with the parts of the row that is there.
    private var conflicts: [CheckResult] {
        guard server.settings["log_error_verbosity"] != "terse" else { return [] }
        return (server.schema?.tables ?? []).flatMap { table -> [CheckResult] in
            let names = PlainNames(table.columns.map(\.name))
            let keys = Set(table.columns.filter { $0.role == .key }.map { names.name(of: $0.name) })
            let exclusions = table.uniques.filter(\.isExclusion)
            return exclusions.filter { !keys.isDisjoint(with: $0.parts.flatMap(names.words)) }.map {
                CheckResult(
                    .databaseLogging,
                    .warn,
                    "a new row that the exclusion constraint \(SQLName.quoted($0.name)) of \(table.name) refuses is logged with"
                        + " the key of the row that is there",
                    fix: Self.alter("log_error_verbosity", "terse")
                )
            }
        }
    }

    /// Keyturn repeats no error of a trigger's, and cannot keep a trigger from writing into the log itself.
    private var printed: [CheckResult] {
        (server.schema?.tables ?? []).filter { $0.content == .keys && !$0.opaqueTriggers.isEmpty }.map { table in
            let isOne = table.opaqueTriggers.count == 1
            return CheckResult(
                .databaseLogging,
                .warn,
                "it is unknown what the trigger\(isOne ? "" : "s")"
                    + " \(table.opaqueTriggers.map(SQLName.quoted).joined(separator: ", ")) of \(table.name)"
                    + " write\(isOne ? "s" : "") into the server's log: RAISE can put a whole row there",
                fix: "read \(isOne ? "it" : "them"), and let no RAISE name the row or the key"
            )
        }
    }

    // MARK: - Modules

    private func audit(_ settings: [String: String]) -> CheckResult? {
        guard Self.isOn(settings["pgaudit.log_parameter"]) else { return nil }
        let isByObject = !(settings["pgaudit.role"] ?? "").isEmpty
        guard isByObject || Self.auditsStatements(settings["pgaudit.log"] ?? "none") else { return nil }
        return CheckResult(
            .databaseLogging,
            .fail,
            "pgaudit logs \(Extent.all.noun): pgaudit.log_parameter is on"
                + (isByObject ? " and pgaudit.role is set" : " and pgaudit.log = \(settings["pgaudit.log"] ?? "")"),
            fix: Self.alter("pgaudit.log_parameter", "off")
        )
    }

    /// A list of classes that are added, or taken away by a minus sign, in turn.
    private static func auditsStatements(_ list: String) -> Bool {
        var classes: Set<String> = []
        for word in list.split(whereSeparator: { ", \"".contains($0) }).map({ $0.lowercased() }) {
            let name = word.hasPrefix("-") ? String(word.dropFirst()) : word
            let named: Set<String> = name == "all" ? ["read", "write"] : [name]
            if word.hasPrefix("-") { classes.subtract(named) } else { classes.formUnion(named) }
        }
        return classes.contains("read") || classes.contains("write")
    }

    /// A plan that is made for its parameters has them in its conditions, whatever is said of parameters.
    private func plans(_ settings: [String: String]) -> CheckResult? {
        guard let shortest = threshold(settings, "auto_explain.log_min_duration") else { return nil }
        let extent: Extent = shortest == 0 ? .all : .some
        let text = settings["auto_explain.log_min_duration"] ?? ""
        return CheckResult(
            .databaseLogging,
            extent.verdict,
            "auto_explain logs \(extent.noun): plans show the values that they were made for"
                + " (auto_explain.log_min_duration = \(text))",
            fix: Self.alter("auto_explain.log_min_duration", "-1")
        )
    }

    // MARK: - Other roles

    /// What other roles' connections have set instead of what ours have; the server that checks keys is one of them.
    private var overridden: [CheckResult] {
        let groups = Dictionary(grouping: server.overrides) { $0.role ?? "" }
        return groups.sorted { $0.key < $1.key }.flatMap { role, overrides -> [CheckResult] in
            let settings = server.settings.merging(overrides.map { ($0.name, $0.value) }) { _, new in new }
            let checks = [statements, errors, audit, plans]
            let reset = overrides.map(reset).joined(separator: " ")
            return checks.compactMap { check in
                // What is so for everyone was told already.
                guard let result = check(settings), check(server.settings)?.detail != result.detail else { return nil }
                let who = role.isEmpty ? "connections of other roles" : "connections of the role \(role)"
                return CheckResult(result.check, result.verdict, "for \(who), \(result.detail)", fix: reset)
            }
        }
    }

    private func reset(_ override: DatabaseServer.Override) -> String {
        let database = override.isForThisDatabase ? SQLName.quoted(server.database) : ""
        guard let role = override.role else {
            return override.isForThisDatabase
                ? "ALTER DATABASE \(database) RESET \(override.name);" : "ALTER ROLE ALL RESET \(override.name);"
        }
        let place = override.isForThisDatabase ? " IN DATABASE \(database)" : ""
        return "ALTER ROLE \(SQLName.quoted(role))\(place) RESET \(override.name);"
    }

    // MARK: - Words

    /// For whoever may: settings that only a superuser changes.
    private static func alter(_ name: String, _ value: String) -> String {
        "ALTER SYSTEM SET \(name) = '\(value)'; SELECT pg_reload_conf();"
    }

    /// What makes statements without parameters reach the log no more.
    private static func silence(_ settings: [String: String]) -> String {
        var changes: [String] = []
        if ["all", "mod"].contains(settings["log_statement"]) {
            changes.append("ALTER SYSTEM SET log_statement = 'ddl';")
        }
        for name in ["log_min_duration_statement", "log_min_duration_sample"] {
            guard let value = settings[name], !value.hasPrefix("-") else { continue }
            changes.append("ALTER SYSTEM SET \(name) = '-1';")
        }
        if let rate = settings["log_transaction_sample_rate"].flatMap(Double.init), rate > 0 {
            changes.append("ALTER SYSTEM SET log_transaction_sample_rate = '0';")
        }
        return (changes + ["SELECT pg_reload_conf();"]).joined(separator: " ")
    }

    /// From what duration on something is logged; nil for never.
    ///
    /// Its unit does not matter: 0 is everything.
    private func threshold(_ settings: [String: String], _ name: String) -> Int? {
        guard let text = settings[name], !text.hasPrefix("-") else { return nil }
        return text.contains { "123456789".contains($0) } ? 1 : 0
    }

    private func rate(_ settings: [String: String], _ name: String) -> Double {
        settings[name].flatMap(Double.init) ?? (name == "log_statement_sample_rate" ? 1 : 0)
    }

    /// The number that a setting begins with: an override may have a unit.
    private static func number(_ text: String) -> Int? { Int(text.prefix { $0 == "-" || $0.isWholeNumber }) }

    /// By the words that PostgreSQL takes for a boolean.
    private static func isOn(_ text: String?) -> Bool {
        ["on", "true", "yes", "1"].contains(text?.lowercased() ?? "")
    }
}

internal import Diagnostics
internal import Fragments
package import Model
internal import State

/// Judges an identity's fragments.
package struct FragmentChecks {
    let place: Int
    let own: [DeliveredFile]
    let standings: [FragmentStanding]
    let index: EnvironmentIndex
    let identity: Identity
    let current: KeyRow?
    let apply: String
    private var surroundings: Surroundings { index.surroundings }

    /// What lies around the fragments and is not in a view.
    package struct Surroundings: Sendable {
        /// What git says of the fragments.
        package var git = GitStanding.outside

        /// Fingerprints of what this process's environment holds in variables that keys are delivered to.
        package var shell: [String: Fingerprint] = [:]

        /// Fingerprints of what other dotenv files hold, by path relative to the output folder and variable.
        package var dotenv: [String: [String: Fingerprint]] = [:]

        /// Those of them that are there and cannot be read, with why, a clause; in order.
        package var unread: [(path: String, reason: String)] = []

        /// What compose makes of them; nil if no compose file is near.
        package var compose: ComposeProject?

        package init() {}
    }

    package init(identity place: Int, of index: EnvironmentIndex) {
        self.place = place
        own = index.files(of: place)
        standings = index.standings(of: place)
        self.index = index
        identity = index.identities[place]
        current = index.view.keys.states[place].current
        apply = index.apply(place)
    }

    /// The variables that dotenv files deliver an identity's key in, and its public part.
    package static func dotenvVariables(of identity: Identity) -> [String] {
        identity.deliveries.flatMap { delivery -> [String] in
            guard case .dotenv(_, let variable) = delivery.target else { return [] }
            return delivery.publicVariable.map { [variable, $0] } ?? [variable]
        }
    }

    /// What is to be in a variable: the key, or its public part.
    private func expected(in variable: String, _ current: KeyRow) -> Fingerprint {
        let isPublic = identity.deliveries.contains { $0.publicVariable == variable }
        guard isPublic, let text = current.publicID else { return current.fingerprint }
        return Fingerprint(of: Secret(text: text))
    }

    package var results: [CheckResult] {
        if identity.isAbsent { return [] }
        guard !own.isEmpty else {
            let checks: [CheckCode] = [.fragmentHolds, .fragmentMode, .fragmentGit, .fragmentShadowed]
            return checks.map { CheckResult($0, .skipped, "nothing is delivered to a file") }
        }
        return holds + format + [mode, git] + shadowed
    }

    // MARK: - Content

    private var holds: [CheckResult] {
        guard let current else {
            if let unknown = index.view.unknownKeys.folders.flatMap(\.delivered).first(where: { $0.identity == place })
            {
                let path = PlainText.line(unknown.path)
                let detail = "\(path) holds \(unknown.key), which the database has never seen"
                return [CheckResult(.fragmentHolds, .fail, detail, fix: apply)]
            }
            return [CheckResult(.fragmentHolds, .skipped, "the database has no live key to compare with")]
        }
        let bad = zip(own, standings).compactMap { problem($0, $1, current) }
        guard bad.isEmpty else { return bad }
        let names = own.map(\.name).joined(separator: ", ")
        return [CheckResult(.fragmentHolds, .pass, "\(current.fingerprint) in \(names)")]
    }

    private func problem(_ file: DeliveredFile, _ standing: FragmentStanding, _ current: KeyRow) -> CheckResult? {
        let path = file.name
        func failure(_ detail: String, _ fix: String?) -> CheckResult {
            CheckResult(.fragmentHolds, .fail, detail, fix: fix)
        }
        if let problem = file.hindrance { return failure(problem.summary, problem.fix) }
        switch standing {
        case .unknown(let why): return Self.unseen(.fragmentHolds, path, why)
        case .lacks(.readable(let problem)): return failure("\(path): \(problem.summary)", problem.fix)
        case .lacks(.file): return failure("\(path) is missing", apply)
        case .lacks(.entry): return failure("\(path) has no entry for it, or an empty one", apply)
        case .lacks(.publicPart):
            return failure("\(path) does not hold the public part of \(current.fingerprint)", apply)
        case .lacks(.key(let key)):
            return failure("\(path) holds \(key), \(self.standing(of: key)), not \(current.fingerprint)", apply)
        // What stands around the key is for `fragment-format`.
        case .lacks(.bareValue), .holds: return nil
        }
    }

    static func unseen(_ check: CheckCode, _ path: String, _ why: Diagnostic?) -> CheckResult {
        CheckResult(
            check,
            .unknown,
            "\(path) could not be read" + (why.map { ": \($0.summary)" } ?? ""),
            fix: why?.fix ?? "let the user that runs keyturn read it"
        )
    }

    private func standing(of key: Fingerprint) -> String {
        let state = index.view.keys.states[place]
        if let row = state.older.first(where: { $0.isSpelled(key) }) {
            return row.expiresAt.map { "an older key, which is valid until \($0.iso8601)" }
                ?? "an older key, which still works"
        }
        if state.current?.isSpelled(key) == true { return "the current key in another spelling" }
        return state.dead.contains { $0.isSpelled(key) }
            ? "a key that has ended" : "which the database does not have as its key"
    }

    private var mode: CheckResult {
        for (file, standing) in zip(own, standings) {
            if case .unknown(let why) = standing { return Self.unseen(.fragmentMode, file.name, why) }
        }
        guard own.contains(where: { if case .file? = $0.observed { true } else { false } }) else {
            return CheckResult(.fragmentMode, .skipped, "no file exists yet")
        }
        let bad = own.filter { if case .file(_, attributesMatch: false)? = $0.observed { true } else { false } }
        guard bad.isEmpty else {
            return CheckResult(
                .fragmentMode,
                .fail,
                "mode, owner or group is not as declared: \(bad.map(\.name).joined(separator: ", "))",
                fix: apply
            )
        }
        let access = own.compactMap { file in file.access.map { (path: file.name, access: $0) } }
        let open = access.compactMap { path, access in access.openMode.map { "\(path) (mode \($0))" } }
        guard open.isEmpty else {
            return CheckResult(
                .fragmentMode,
                .fail,
                "every user of this machine can read the keys in \(open.joined(separator: ", "))",
                fix: "run `chmod o=` on it, or declare its mode"
            )
        }
        let replaceable = access.compactMap { path, access in access.openFolder.map { "\(path) (mode \($0))" } }
        guard replaceable.isEmpty else {
            return CheckResult(
                .fragmentMode,
                .fail,
                "every user of this machine can replace files in the folder of \(replaceable.joined(separator: ", "))",
                fix: "run `chmod o-w` on the folder"
            )
        }
        let foreign = access.compactMap { path, access in access.foreignOwner.map { "\(path) belongs to \($0)" } }
        guard foreign.isEmpty else {
            return CheckResult(
                .fragmentMode,
                .warn,
                "\(foreign.joined(separator: ", ")), which no delivery declares",
                fix: "declare the owner, or remove the file and rotate what it held"
            )
        }
        return CheckResult(.fragmentMode, .pass, "mode, owner and group are as declared")
    }

    // MARK: - Surroundings

    private var git: CheckResult { surroundings.git.result(for: own.map(\.fragment.path)) }

    private var shadowed: [CheckResult] {
        let variables = Self.dotenvVariables(of: identity)
        guard let current, !variables.isEmpty else {
            return [CheckResult(.fragmentShadowed, .skipped, "nothing is delivered to a dotenv file")]
        }
        var results: [CheckResult] = []
        for variable in variables.count == 1 ? variables : Set(variables).sorted() {
            let expected = expected(in: variable, current)
            if let held = surroundings.shell[variable], held != expected {
                results.append(
                    CheckResult(
                        .fragmentShadowed,
                        .fail,
                        "the shell's environment has another \(variable), which compose prefers to the file's",
                        fix: "unset \(variable)"
                    )
                )
            }
            for (path, values) in surroundings.dotenv.sorted(by: { $0.key < $1.key }) {
                guard let held = values[variable], held != expected else { continue }
                results.append(
                    CheckResult(
                        .fragmentShadowed,
                        .fail,
                        "\(PlainText.line(path)), which compose reads too, has another \(variable)",
                        fix: "remove the line from \(PlainText.line(path))"
                    )
                )
            }
        }
        results += surroundings.unread.map { path, reason in
            CheckResult(
                .fragmentShadowed,
                .unknown,
                "cannot tell what \(PlainText.line(path)) sets: \(reason)",
                fix: "let the user that runs keyturn read it"
            )
        }
        if let compose = surroundings.compose { results += shadowed(in: compose, current) }
        if !results.isEmpty { return results }
        let words = variables.count == 1 ? variables[0] : "\(variables.count) variables"
        return [CheckResult(.fragmentShadowed, .pass, "no other source sets \(words)")]
    }

    private func shadowed(in project: ComposeProject, _ current: KeyRow) -> [CheckResult] {
        var results = project.unread.map {
            CheckResult(
                .fragmentShadowed,
                .unknown,
                "cannot tell what else compose reads: \($0)",
                fix: "check with `docker compose config` what the service gets"
            )
        }
        for delivery in identity.deliveries {
            guard case .dotenv(let file, let variable) = delivery.target else { continue }
            for variable in [variable] + [delivery.publicVariable].compactMap(\.self) {
                let overridden = identity.deliveries.compactMap { other -> String? in
                    guard case .compose(let service, let name) = other.target else { return nil }
                    return [name, other.publicVariable].contains(variable) ? service : nil
                }
                results +=
                    ComposeShadows(project: project, shell: surroundings.shell, overridden: Set(overridden))
                    .results(
                        of: variable,
                        in: PathText.absolute(file, in: index.view.environment.output),
                        resolved: PathText.absolute(file, in: index.view.observed.folder.resolvedPath),
                        expected(in: variable, current)
                    )
            }
        }
        return results
    }
}

internal import Diagnostics
internal import Fragments
package import Model
internal import Planning

/// Judges an identity's fragments.
package struct FragmentChecks {
    private let place: Int
    private let own: [(fragment: Fragment, inspection: FragmentInspection)]
    private let view: EnvironmentView
    private let identity: Identity
    private let current: KeyRow?
    private let surroundings: Surroundings

    /// What lies around the fragments and is not in a view.
    package struct Surroundings: Sendable {
        /// Fragments that git does not ignore, relative to the output folder.
        package var tracked: Set<String> = []

        /// Fingerprints of what this process's environment holds in variables that keys are delivered to.
        package var shell: [String: Fingerprint] = [:]

        /// Fingerprints of what other dotenv files hold, by path relative to the output folder and variable.
        package var dotenv: [String: [String: Fingerprint]] = [:]

        /// What compose makes of them; nil where no compose file is near.
        package var compose: ComposeProject?

        package init() {}
    }

    package init(identity place: Int, of index: EnvironmentIndex, _ surroundings: Surroundings) {
        self.place = place
        self.surroundings = surroundings
        own = index.fragments(of: place)
        view = index.view
        identity = view.environment.identities[place]
        current = view.keys.states[place].current
    }

    /// The variables that dotenv files deliver an identity's key in.
    package static func dotenvVariables(of identity: Identity) -> [String] {
        identity.deliveries.compactMap { delivery in
            if case .dotenv(_, let variable) = delivery.target { variable } else { nil }
        }
    }

    package var results: [CheckResult] {
        if identity.isAbsent { return [] }
        return holds + [format, mode, git] + shadowed
    }

    private static let apply = "run keyturn apply"

    // MARK: - Content

    private var holds: [CheckResult] {
        guard let current else {
            return [CheckResult(.fragmentHolds, .skipped, "the store has no live key to compare with")]
        }
        let bad = own.compactMap { problem($0.fragment, $0.inspection, current) }
        guard bad.isEmpty else { return bad }
        let names = own.map { PlainText.line($0.fragment.path) }.joined(separator: ", ")
        return [CheckResult(.fragmentHolds, .pass, "\(current.fingerprint) in \(names)")]
    }

    private func problem(_ fragment: Fragment, _ inspection: FragmentInspection, _ current: KeyRow) -> CheckResult? {
        let path = PlainText.line(fragment.path)
        func failure(_ detail: String, _ mend: String? = Self.apply) -> CheckResult {
            CheckResult(.fragmentHolds, .fail, detail, mend: mend)
        }
        if let problem = inspection.problem { return failure("\(path): \(problem.summary)", problem.fix) }
        if case .unknown? = view.observed.folder.files[fragment.path] { return failure("\(path) cannot be read", nil) }
        if case .missing? = view.observed.folder.files[fragment.path] { return failure("\(path) is missing") }
        switch inspection.finding(of: place) {
        case .fileMissing: return failure("\(path) is missing")
        case .entryMissing: return failure("\(path) has no entry for it, or an empty one")
        case .holdsOther(let key):
            return failure("\(path) holds \(key), \(standing(of: key)), not \(current.fingerprint)")
        case .altered, .attributes, .surplus, nil: return nil
        }
    }

    private func standing(of key: Fingerprint) -> String {
        let state = view.keys.states[place]
        if let row = state.older.first(where: { $0.fingerprint == key }) {
            return row.expiresAt.map { "an older key, which works until \($0.iso8601)" }
                ?? "an older key, which still works"
        }
        return state.dead.contains { $0.fingerprint == key }
            ? "a key that has ended" : "which the store does not know as its key"
    }

    private var format: CheckResult {
        guard let current else { return CheckResult(.fragmentFormat, .skipped, "the store has no live key") }
        let format = identity.format
        guard format.matches(current.secret) else {
            return CheckResult(
                .fragmentFormat,
                .fail,
                "\(current.fingerprint) is not \(format.words)",
                mend: "run keyturn apply, which replaces it"
            )
        }
        for (fragment, inspection) in own where inspection.finding(of: place) == .altered {
            let path = PlainText.line(fragment.path)
            if case .secret = fragment.kind {
                let detail = "\(path) holds more than the key: a space or a line break is read as a part of it"
                return CheckResult(.fragmentFormat, .fail, detail, mend: Self.apply)
            }
            return CheckResult(.fragmentFormat, .warn, "\(path) is not as keyturn writes it", mend: Self.apply)
        }
        return CheckResult(.fragmentFormat, .pass, format.words)
    }

    private var mode: CheckResult {
        guard
            own.contains(where: {
                if case .file? = view.observed.folder.files[$0.fragment.path] { true } else { false }
            })
        else { return CheckResult(.fragmentMode, .skipped, "there is no file yet") }
        let bad = own.filter { entry in
            if case .file(_, attributesMatch: false)? = view.observed.folder.files[entry.fragment.path] {
                true
            } else {
                false
            }
        }
        guard bad.isEmpty else {
            let names = bad.map { PlainText.line($0.fragment.path) }.joined(separator: ", ")
            return CheckResult(
                .fragmentMode,
                .fail,
                "mode, owner or group is not as declared: \(names)",
                mend: Self.apply
            )
        }
        return CheckResult(.fragmentMode, .pass, "mode, owner and group are as declared")
    }

    // MARK: - Surroundings

    private var git: CheckResult {
        let tracked = own.lazy.map(\.fragment.path).filter { surroundings.tracked.contains($0) }
        guard tracked.isEmpty else {
            let names = tracked.map(PlainText.line).joined(separator: ", ")
            let mend = "add them to .gitignore; a key that was committed has leaked: keyturn revoke"
            return CheckResult(.fragmentGit, .fail, "git does not ignore \(names)", mend: mend)
        }
        return CheckResult(.fragmentGit, .pass, "git does not take the fragments in")
    }

    private var shadowed: [CheckResult] {
        let variables = Self.dotenvVariables(of: identity)
        guard let current, !variables.isEmpty else {
            return [CheckResult(.fragmentShadowed, .skipped, "nothing is delivered to a dotenv file")]
        }
        var results: [CheckResult] = []
        for variable in Set(variables).sorted() {
            if let held = surroundings.shell[variable], held != current.fingerprint {
                results.append(
                    CheckResult(
                        .fragmentShadowed,
                        .fail,
                        "the shell's environment has another \(variable), which compose takes before the file's",
                        mend: "unset \(variable)"
                    )
                )
            }
            for (path, values) in surroundings.dotenv.sorted(by: { $0.key < $1.key }) {
                guard let held = values[variable], held != current.fingerprint else { continue }
                results.append(
                    CheckResult(
                        .fragmentShadowed,
                        .fail,
                        "\(PlainText.line(path)), which compose reads too, has another \(variable)",
                        mend: "remove the line from \(PlainText.line(path))"
                    )
                )
            }
        }
        if let compose = surroundings.compose { results += shadowed(in: compose, current.fingerprint) }
        if !results.isEmpty { return results }
        let words = variables.count == 1 ? variables[0] : "\(variables.count) variables"
        return [CheckResult(.fragmentShadowed, .pass, "nothing else that was looked at sets \(words)")]
    }

    private func shadowed(in project: ComposeProject, _ key: Fingerprint) -> [CheckResult] {
        var results = project.unread.map {
            CheckResult(.fragmentShadowed, .warn, "cannot tell what compose reads besides: \($0)")
        }
        for delivery in identity.deliveries {
            guard case .dotenv(let file, let variable) = delivery.target else { continue }
            let overridden = identity.deliveries.compactMap { other -> String? in
                if case .compose(let service, variable) = other.target { service } else { nil }
            }
            results +=
                ComposeShadows(project: project, shell: surroundings.shell, overridden: Set(overridden))
                .results(of: variable, in: PathText.absolute(file, in: view.environment.output), key)
        }
        return results
    }
}

extension KeyFormat {
    /// `mcp_ and 64 hex digits`.
    fileprivate var words: String {
        let digits = length - prefix.utf8.count
        let kind = encoding == .hex ? "hex digits" : "base64url characters"
        return (prefix.isEmpty ? "" : "\(prefix) and ") + "\(digits) \(kind)"
    }
}

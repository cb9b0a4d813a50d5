internal import Diagnostics
internal import Model

/// Finds what keeps a key that was delivered in a dotenv file from the services that read this file by `env_file`.
///
/// The order of precedence is compose's: `environment`, then the last `env_file`; in `${…}` the shell, then `.env`.
struct ComposeShadows {
    let project: ComposeProject

    /// Fingerprints of what this process's environment holds.
    let shell: [String: Fingerprint]

    /// Services that are given the variable by our own compose override, which beats both.
    let overridden: Set<String>

    /// `path` is absolute, as is `resolved`, what it leads to; `key` the current one.
    func results(
        of variable: String,
        in path: String,
        resolved: String? = nil,
        _ key: Fingerprint
    ) -> [CheckResult] {
        var results: [CheckResult] = []
        func add(_ result: CheckResult, _ service: ComposeProject.Service) {
            let isMaybe = service.needsProfile && result.verdict == .fail
            results.append(
                isMaybe
                    ? CheckResult(
                        result.check,
                        .unknown,
                        result.detail + ": it depends on whether one of its profiles is asked for",
                        fix: result.fix
                    ) : result
            )
        }
        for (name, service) in project.services.sorted(by: { $0.key < $1.key }) where !overridden.contains(name) {
            let found = service.envFiles.lastIndex { $0 == path || resolved != nil && project.resolved[$0] == resolved }
            guard let place = found else { continue }
            if let setting = service.environment[variable] {
                if let result = judge(setting, variable, name, key) { add(result, service) }
                // Whatever env files say, `environment` decides.
                continue
            }
            let given = { project.value(of: variable, in: $0, of: service) }
            let later = service.envFiles[(place + 1)...].last { given($0) != nil }
            let own = service.envFiles[place]
            if later == nil, service.rawFiles.contains(own), let value = given(own), value != key {
                add(
                    CheckResult(
                        .fragmentShadowed,
                        .fail,
                        "service \(PlainText.line(name)) reads \(Self.shown(path)) by `format: raw`, which includes the characters"
                            + " around the value of \(variable)",
                        fix: "write \(variable) without quotes, spaces and comments, or remove `format: raw`"
                    ),
                    service
                )
            }
            if let later, given(later) != key {
                add(
                    CheckResult(
                        .fragmentShadowed,
                        .fail,
                        "\(Self.shown(later)), which service \(PlainText.line(name)) reads after"
                            + " \(Self.shown(path)), has another \(variable)",
                        fix: "remove the line from it, or name \(Self.shown(path)) last in `env_file`"
                    ),
                    service
                )
            }
        }
        return results
    }

    private func judge(
        _ setting: ComposeProject.Setting,
        _ variable: String,
        _ service: String,
        _ key: Fingerprint
    ) -> CheckResult? {
        let place = "`environment` of service \(PlainText.line(service)) in \(Self.shown(setting.file))"
        let fix = "remove \(variable) from \(place): it overrides `env_file`"
        func result(_ verdict: CheckResult.Verdict, _ detail: String) -> CheckResult {
            CheckResult(.fragmentShadowed, verdict, detail, fix: fix)
        }
        switch setting.value {
        case .literal(key): return result(.warn, "\(place) holds the key itself, so the next key will not reach it")
        case .literal(nil): return result(.fail, "\(place) leaves \(variable) empty")
        case .literal: return result(.fail, "\(place) has another \(variable)")
        case .other: return result(.warn, "\(place) builds \(variable) from several parts")
        case .variable(let name, let otherwise):
            let (held, source) = value(of: name, otherwise, setting.interpolations)
            guard let held else {
                return result(.fail, "\(place) takes \(variable) from \(name), which is not set anywhere")
            }
            guard held != key else { return nil }
            return result(.fail, "\(place) takes \(variable) from \(name), for which \(source) has another value")
        }
    }

    /// What `${name}` becomes, and by what.
    private func value(
        of name: String,
        _ otherwise: Fingerprint?,
        _ besides: [String]
    ) -> (held: Fingerprint?, source: String) {
        if let held = shell[name] { return (held, "the shell") }
        for file in [project.interpolation].compactMap(\.self) + besides.reversed() {
            if let held = project.values[file]?[name], held != .ofNothing { return (held, Self.shown(file)) }
        }
        return (otherwise, "its default")
    }

    /// By its last two names: enough to find it, and short enough for a line.
    private static func shown(_ path: String) -> String {
        PlainText.line(path.split(separator: "/").suffix(2).joined(separator: "/"))
    }
}

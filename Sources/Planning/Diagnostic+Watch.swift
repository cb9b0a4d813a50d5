internal import Diagnostics
internal import Model
internal import Schedule
internal import State

extension Diagnostic {
    static func sharedCredential(_ shared: WatchedCredentials.Shared, _ view: EnvironmentView) -> Diagnostic {
        var seen: Set<String> = []
        let environments = shared.others.map(\.environment).filter { seen.insert($0).inserted }
        let own = shared.own.first?.description ?? view.name
        return Diagnostic(
            .warning,
            PlanningCode.sharedCredential,
            "credential \(own) is also known in \(environments.joined(separator: ", "))",
            detail: "It is in \(Place.list(shared.own)); and in \(Place.list(shared.others)).",
            fix:
                "issue a separate one for \(view.name) at its source, and replace it in \(own); then revoke the shared one",
            at: shared.location,
            address: view.name
        )
    }

    static func moreShared(_ count: Int, at location: SourceLocation, _ view: EnvironmentView) -> Diagnostic {
        Diagnostic(
            .warning,
            PlanningCode.sharedCredential,
            "\(count) more credential\(count == 1 ? "" : "s") of \(view.name) "
                + "\(count == 1 ? "is" : "are") also known in other environments",
            fix: "list them all: keyturn plan --format json, `watched`",
            at: location,
            address: view.name
        )
    }

    static func oldCredential(_ credential: WatchedCredential, age: Duration, _ view: EnvironmentView) -> Diagnostic {
        let days = age.components.seconds / 86_400
        return Diagnostic(
            .warning,
            PlanningCode.oldCredential,
            "credential \(view.name):\(credential.source) is \(days) day\(days == 1 ? "" : "s") old",
            detail: "Declared is a `maxAge` of "
                + "\(DurationText.format(credential.maxAge ?? .zero)).",
            fix: "issue a new one at its source, and replace it there",
            at: credential.location,
            address: view.name
        )
    }

    static func moreOld(_ count: Int, at location: SourceLocation, _ view: EnvironmentView) -> Diagnostic {
        Diagnostic(
            .warning,
            PlanningCode.oldCredential,
            "\(count) more credential\(count == 1 ? "" : "s") of \(view.name) "
                + "\(count == 1 ? "is" : "are") older than `maxAge`",
            fix: "list them all: keyturn plan --format json, `watched`",
            at: location,
            address: view.name
        )
    }

    static func credentialAgeUnknown(
        _ credentials: [WatchedCredential],
        at location: SourceLocation,
        _ view: EnvironmentView
    ) -> Diagnostic {
        let count = credentials.count
        let places = credentials.prefix(7).map { Place(environment: view.name, kind: .watched($0.source)) }
        let named = count > 7 ? "\(Place.list(Array(places.prefix(6)))) and \(count - 6) more" : Place.list(places)
        return Diagnostic(
            .note,
            PlanningCode.credentialAgeUnknown,
            "the age of \(count) credential\(count == 1 ? "" : "s") of \(view.name) is not known",
            detail:
                "\(count == 1 ? "It is" : "They are") in \(named). `ageColumn` holds no date there, or a future "
                + "date.",
            fix: "set the date, or name another `ageColumn`",
            at: location,
            address: view.name
        )
    }

    static func watchNotCompared(_ problem: WatchProblem, _ view: EnvironmentView) -> Diagnostic {
        Diagnostic(
            .warning,
            PlanningCode.watchNotCompared,
            "\(view.name): \(problem.what), which is watched, is not compared",
            detail: "It cannot be read: \(problem.reason). A shared credential there would go unnoticed.",
            fix: problem.fix,
            at: problem.location,
            address: view.name
        )
    }
}

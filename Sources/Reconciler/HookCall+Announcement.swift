internal import Hooks
internal import Model
internal import Planning
internal import State

extension HookCall {
    /// `secretVariables` are those of all environments.
    init(
        _ announcement: Announcement,
        in view: EnvironmentView,
        newKeys: [NewKey],
        secretVariables: Set<String>
    ) {
        let environment = view.environment
        let all = view.files
        let paths =
            announcement.paths.isEmpty
            ? Set(announcement.identities.flatMap { all[$0] }).sorted() : announcement.paths
        self.init(
            hook: announcement.hook,
            environment: environment.name,
            identities: announcement.names,
            fragments: paths.map { "\(environment.output)/\($0)" },
            withheld: Set(environment.identities.lazy.flatMap(\.deliveries).flatMap(\.variables)),
            secretVariables: secretVariables,
            secrets: view.observed.store.keys.compactMap(view.material.text) + newKeys.map(\.secret)
        )
    }
}

extension HookCall {
    /// A command that is run after rows were ended; `secretVariables` are those of all environments.
    init(
        after hook: Hook,
        identities: [String],
        in view: EnvironmentView,
        newKeys: [NewKey],
        secretVariables: Set<String>
    ) {
        self.init(
            hook: hook,
            environment: view.environment.name,
            identities: identities,
            fragments: [],
            withheld: Set(view.environment.identities.lazy.flatMap(\.deliveries).flatMap(\.variables)),
            secretVariables: secretVariables,
            secrets: view.observed.store.keys.compactMap(view.material.text) + newKeys.map(\.secret)
        )
    }
}

extension Delivery {
    /// The variables that consumers read the key from, and its public part.
    fileprivate var variables: [String] {
        switch target {
        case .compose(_, let variable), .dotenv(_, let variable), .secret(_, _, let variable):
            [variable] + [publicVariable].compactMap(\.self)
        case .template: []
        }
    }
}

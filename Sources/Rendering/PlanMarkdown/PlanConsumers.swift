internal import Diagnostics
internal import Model
internal import Planning

/// Who reads the keys of a plan: compose services where they are declared, and the files that are written.
struct PlanConsumers {
    /// The services of each declared identity, as they are declared.
    private let services: [Address: [String]]

    init(_ plan: Plan) {
        var services: [Address: [String]] = [:]
        for environment in plan.declared {
            for identity in environment.identities {
                services[Address(environment.name, identity.name)] = identity.deliveries.compactMap { delivery in
                    switch delivery.target {
                    case .compose(let service, _): service
                    case .secret(_, let service, _): service
                    case .dotenv, .template: nil
                    }
                }
            }
        }
        self.services = services
    }

    /// `api`, `backend.env`: each once, services first.
    func of(_ change: Change) -> [String] {
        var told: Set<String> = []
        let names = (services[change.address] ?? []) + change.files.map(\.path)
        return names.map(PlainText.line).filter { told.insert($0).inserted }
    }
}

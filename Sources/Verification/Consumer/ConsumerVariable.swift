package import Model

/// A variable by which an identity's key reaches its consumers.
package struct ConsumerVariable: Hashable, Sendable {
    package let name: String

    /// Whether it holds the path of a file with the key, rather than the key itself.
    package let holdsPath: Bool

    /// What it holds of the key.
    package let part: KeyPart

    /// The compose services that it is delivered to; nil for a dotenv file, which anyone may read.
    package let services: Set<String>?

    package init(
        _ name: String,
        holdsPath: Bool = false,
        part: KeyPart = .secret,
        services: Set<String>? = nil
    ) {
        self.name = name
        self.holdsPath = holdsPath
        self.part = part
        self.services = services
    }

    /// The variables of an identity's deliveries, each once, in the order of their names.
    ///
    /// Templates are not among them: what reads them is not known.
    package static func all(of identity: Identity) -> [ConsumerVariable] {
        struct Kind: Hashable {
            let name: String
            let holdsPath: Bool
            let part: KeyPart
        }
        var services: [Kind: Set<String>?] = [:]
        func add(_ name: String, holdsPath: Bool = false, part: KeyPart = .secret, _ service: String?) {
            let kind = Kind(name: name, holdsPath: holdsPath, part: part)
            guard let service else {
                services[kind] = .some(nil)
                return
            }
            switch services[kind] {
            case nil: services[kind] = .some([service])
            case .some(nil): break
            case .some(let known?): services[kind] = .some(known.union([service]))
            }
        }
        for delivery in identity.deliveries {
            switch delivery.target {
            case .compose(let service, let variable):
                add(variable, service)
                if let variable = delivery.publicVariable { add(variable, part: .publicID, service) }
            case .dotenv(_, let variable):
                add(variable, nil)
                if let variable = delivery.publicVariable { add(variable, part: .publicID, nil) }
            case .secret(_, let service, let variable): add(variable, holdsPath: true, service)
            case .template: break
            }
        }
        return services.map { ConsumerVariable($0.name, holdsPath: $0.holdsPath, part: $0.part, services: $1) }
            .sorted { ($0.name, $0.holdsPath ? 1 : 0) < ($1.name, $1.holdsPath ? 1 : 0) }
    }

    /// Whether a container of this service is to have it; nil stands for a consumer whose service is not known.
    func concerns(_ service: String?) -> Bool {
        guard let services, let service else { return true }
        return services.contains(service)
    }
}

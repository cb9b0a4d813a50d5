package import Model

/// What was found of a consumer.
package enum ConsumerObservation: Hashable, Sendable {
    /// At least one.
    case running([ConsumerInstance])

    /// It is not there, or does not run; a clause.
    case notRunning(String)

    /// Why it cannot be read, a clause, and how that is fixed.
    case unreadable(String, fix: String?)
}

/// One process or container of a consumer.
package struct ConsumerInstance: Hashable, Sendable {
    package let kind: Kind

    /// `container pm-backend-api`, `process 4711`.
    package let name: String

    /// Since when it has the environment that it has: when the process was started, when the container was created.
    ///
    /// Nil if that is not known.
    package let since: Instant?

    /// By the variables that were asked for.
    package let values: [ConsumerVariable: HeldValue]

    /// What has to be done so that it gets another environment.
    package enum Kind: Hashable, Sendable {
        case process
        case unit(String)
        /// Its compose service, where compose made it.
        case container(service: String?)
    }

    package init(kind: Kind, name: String, since: Instant?, values: [ConsumerVariable: HeldValue]) {
        self.kind = kind
        self.name = name
        self.since = since
        self.values = values
    }

    /// The compose service; nil if it is not known to have one.
    var service: String? { if case .container(let service) = kind { service } else { nil } }
}

package import Model
package import State

/// What the consumers of one identity are asked, and what the answers are measured against.
package struct ConsumerSubject: Sendable {
    package let consumers: [Consumer]
    package let variables: [ConsumerVariable]

    /// The environment's compose override, by each path that compose may know it by: says which project is meant.
    package let composeFiles: Set<String>

    let keys: KeyState
    let delivered: DeliveryMoment?

    /// Keys of other identities and environments, so that one that is found here can be told by whose it is.
    let others: [Fingerprint: Address]

    let now: Instant

    package init(
        consumers: [Consumer],
        variables: [ConsumerVariable],
        composeFiles: Set<String> = [],
        keys: KeyState,
        delivered: DeliveryMoment?,
        others: [Fingerprint: Address] = [:],
        now: Instant
    ) {
        self.consumers = consumers
        self.variables = variables
        self.composeFiles = composeFiles
        self.keys = keys
        self.delivered = delivered
        self.others = others
        self.now = now
    }

    package init(
        identity place: Int,
        of index: EnvironmentIndex,
        others: [Fingerprint: Address] = [:],
        now: Instant
    ) {
        let view = index.view
        let identity = index.identities[place]
        let folders = [view.environment.output, view.observed.folder.resolvedPath]
        self.init(
            consumers: identity.consumers,
            variables: ConsumerVariable.all(of: identity),
            composeFiles: Set(folders.map { "\($0)/\(Delivery.composeFile)" }),
            keys: view.keys.states[place],
            delivered: DeliveryMoment.of(identity: place, in: index),
            others: others,
            now: now
        )
    }
}

package import Fragments
package import Model
internal import State

/// What the logs of one identity are searched for, and from when on.
package struct LogSubject: Sendable {
    package let logs: [LogExpectation]

    /// Nil if nothing was delivered yet: then the whole end of a log is looked at.
    let delivered: DeliveryMoment?

    /// The identity's keys, live and dead, which must not be shown.
    let keys: [CurrentKey]

    /// What keys that Keyturn presents to servers begin with.
    let prefixes: Set<String>

    /// From when on lines count; nil for all.
    package var since: Instant? { delivered?.instant }

    package init(logs: [LogExpectation], delivered: DeliveryMoment?, keys: [CurrentKey], prefixes: Set<String> = []) {
        self.logs = logs
        self.prefixes = prefixes
        self.delivered = delivered
        self.keys = keys
    }

    package init(identity place: Int, of index: EnvironmentIndex) {
        let state = index.view.keys.states[place]
        self.init(
            logs: index.identities[place].logs,
            delivered: DeliveryMoment.of(identity: place, in: index),
            keys: state.rows.compactMap(index.view.material.key),
            prefixes: Set(index.identities.map(\.key.format.prefix))
        )
    }
}

package import Model
internal import Planning

/// What the logs of one identity are searched for, and from when on.
package struct LogSubject: Sendable {
    package let logs: [LogExpectation]

    /// Nil where nothing was delivered yet: then the whole end of a log is looked at.
    let delivered: DeliveryMoment?

    /// The identity's rows, whose keys must not be shown.
    let rows: [KeyRow]

    /// What keys that Keyturn presents to servers begin with.
    let prefixes: Set<String>

    /// From when on lines count; nil for all.
    package var since: Instant? { delivered?.instant }

    package init(logs: [LogExpectation], delivered: DeliveryMoment?, rows: [KeyRow], prefixes: Set<String> = []) {
        self.logs = logs
        self.prefixes = prefixes
        self.delivered = delivered
        self.rows = rows
    }

    package init(identity place: Int, of index: EnvironmentIndex) {
        let state = index.view.keys.states[place]
        self.init(
            logs: index.view.environment.identities[place].logs,
            delivered: DeliveryMoment.of(identity: place, in: index),
            rows: [state.current].compactMap(\.self) + state.older + state.dead,
            prefixes: Set(index.view.environment.identities.map(\.format.prefix))
        )
    }
}

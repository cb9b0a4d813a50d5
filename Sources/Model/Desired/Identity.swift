package import Diagnostics

/// A service identity as declared: one owner row and the keys that it holds in one environment.
///
/// Immutable, so it behaves like a value; a class, because it has many fields and every step of a run passes on
/// thousands of them.
package final class Identity: Sendable {
    package let name: String
    package let owner: Owner

    /// The owner's id if it is not a UUID; nil for a UUID.
    ///
    /// A number or a text; empty if rows have no owner.
    package let ownerReference: String?

    package let key: DeclaredKey
    package let rotation: Rotation
    package let deliveries: [Delivery]

    /// The command that runs after a change of its fragments; nil for none.
    ///
    /// The identity's own command, or its environment's.
    package let onChange: Hook?

    /// Whether the identity must be removed (`state: absent`): its live keys are deactivated, and its variables are
    /// removed from the fragments.
    package let isAbsent: Bool

    /// Apart, since most identities declare none of it, and thousands of them are in memory at once.
    private let surroundings: Surroundings?

    /// The place of the identity's name.
    package let location: SourceLocation

    package init(
        name: String,
        owner: Owner,
        ownerReference: String? = nil,
        key: DeclaredKey,
        rotation: Rotation,
        deliveries: [Delivery],
        onChange: Hook? = nil,
        isAbsent: Bool = false,
        consumers: [Consumer] = [],
        probe: ServerProbe? = nil,
        logs: [LogExpectation] = [],
        location: SourceLocation
    ) {
        self.name = name
        self.owner = owner
        self.ownerReference = ownerReference
        self.key = key
        self.rotation = rotation
        self.deliveries = deliveries
        self.onChange = onChange
        self.isAbsent = isAbsent
        surroundings = Surroundings(consumers: consumers, probe: probe, logs: logs)
        self.location = location
    }

    /// The consumers of the key; may be empty.
    package var consumers: [Consumer] { surroundings?.consumers ?? [] }

    /// How to ask its server whether it accepts a key; nil if it is not asked.
    package var probe: ServerProbe? { surroundings?.probe }

    /// Logs with expected and rejected texts; may be empty.
    package var logs: [LogExpectation] { surroundings?.logs ?? [] }

    /// Who uses the key: what `verify` asks besides rows and files.
    private final class Surroundings: Sendable {
        let consumers: [Consumer]
        let probe: ServerProbe?
        let logs: [LogExpectation]

        init?(consumers: [Consumer], probe: ServerProbe?, logs: [LogExpectation]) {
            guard !consumers.isEmpty || probe != nil || !logs.isEmpty else { return nil }
            self.consumers = consumers
            self.probe = probe
            self.logs = logs
        }
    }
}

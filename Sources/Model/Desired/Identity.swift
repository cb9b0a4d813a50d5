package import Diagnostics

/// A service identity as declared: one owner row and the keys that it holds in one environment.
///
/// Immutable, and therefore as good as a value; a class, because it has many fields and every step of a run hands on
/// thousands of them.
package final class Identity: Sendable {
    package let name: String
    package let owner: Owner

    /// What tells the owner where that is no UUID; nil for a UUID.
    ///
    /// A number or a text, empty where rows belong to no one.
    package let ownerReference: String?

    /// The `name` column of the identity's key rows.
    ///
    /// With the owner's id it says which rows are the identity's.
    package let keyName: String
    package let format: KeyFormat

    /// What keys look like, by the profile or the identity itself; nil for ``format``.
    package let keyForm: KeyForm?

    /// What is written into columns that the profile leaves to identities, in the order of columns.
    package let keyValues: [ColumnValue]
    package let rotation: Rotation
    package let deliveries: [Delivery]

    /// What is run after a change of its fragments; nil for nothing.
    ///
    /// The identity's own, or else its environment's.
    package let onChange: Hook?

    /// Whether the identity is to go (`state: absent`): its live keys are deactivated, its variables leave the fragments.
    package let isAbsent: Bool

    /// What runs with the key; may be empty.
    package let consumers: [Consumer]

    /// How its server is asked whether it accepts a key; nil for not at all.
    package let probe: ServerProbe?

    /// Logs that tell whether its consumer and its server are content; may be empty.
    package let logs: [LogExpectation]

    /// Where the identity's name stands.
    package let location: SourceLocation

    package init(
        name: String,
        owner: Owner,
        ownerReference: String? = nil,
        keyName: String,
        format: KeyFormat,
        keyForm: KeyForm? = nil,
        keyValues: [ColumnValue] = [],
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
        self.keyName = keyName
        self.format = format
        self.keyForm = keyForm
        self.keyValues = keyValues
        self.rotation = rotation
        self.deliveries = deliveries
        self.onChange = onChange
        self.isAbsent = isAbsent
        self.consumers = consumers
        self.probe = probe
        self.logs = logs
        self.location = location
    }
}

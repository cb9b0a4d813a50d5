package import Diagnostics

/// A service identity as declared: one owner row and the keys that it holds in one environment.
package struct Identity: Sendable {
    package let name: String
    package let owner: Owner

    /// The `name` column of the identity's key rows.
    ///
    /// With the owner's id it tells which rows are the identity's.
    package let keyName: String
    package let format: KeyFormat
    package let rotation: Rotation
    package let deliveries: [Delivery]

    /// Where the identity's name stands.
    package let location: SourceLocation

    package init(
        name: String,
        owner: Owner,
        keyName: String,
        format: KeyFormat,
        rotation: Rotation,
        deliveries: [Delivery],
        location: SourceLocation
    ) {
        self.name = name
        self.owner = owner
        self.keyName = keyName
        self.format = format
        self.rotation = rotation
        self.deliveries = deliveries
        self.location = location
    }
}

/// The primary key of an owner's row.
package struct OwnerID: Hashable, Sendable, Codable, Comparable {
    package let uuid: RowUUID

    package init(_ uuid: RowUUID) { self.uuid = uuid }

    /// Accepts what ``RowUUID/init(_:)`` does.
    package init?(_ text: String) {
        guard let uuid = RowUUID(text) else { return nil }
        self.uuid = uuid
    }

    /// The canonical form: 36 characters in lower case with dashes.
    package var text: String { uuid.dashed }

    package static func < (left: OwnerID, right: OwnerID) -> Bool { left.uuid < right.uuid }
}

extension OwnerID: CustomStringConvertible {
    package var description: String { text }
}

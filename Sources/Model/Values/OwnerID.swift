/// Whom rows of a key table belong to: the primary key of an owner's row, or what tells an owner of another kind.
package struct OwnerID: Hashable, Sendable, Comparable {
    /// Of an owner that something else identifies: a digest of that.
    package let uuid: RowUUID

    /// What tells the owner where that is not a UUID alone; nil for a UUID.
    package let described: DescribedOwner?

    package init(_ uuid: RowUUID) {
        self.uuid = uuid
        described = nil
    }

    /// Accepts what ``RowUUID/init(_:)`` does.
    package init?(_ text: String) {
        guard let uuid = RowUUID(text) else { return nil }
        self.init(uuid)
    }

    /// As a column holds it.
    package init(inTable text: String) {
        self = OwnerID(text) ?? OwnerID(DescribedOwner(id: text))
    }

    package init(_ described: DescribedOwner) {
        uuid = described.digest
        self.described = described
    }

    /// The canonical form: 36 characters in lower case with dashes; of another owner what its column holds.
    package var text: String {
        columnText.isEmpty ? "no one" : columnText
    }

    /// What its column holds; empty where rows belong to no one.
    package var columnText: String { described?.id ?? uuid.dashed }

    package static func == (left: OwnerID, right: OwnerID) -> Bool { left.uuid == right.uuid }

    package func hash(into hasher: inout Hasher) { hasher.combine(uuid) }

    package func _rawHashValue(seed: Int) -> Int { uuid._rawHashValue(seed: seed) }

    package static func < (left: OwnerID, right: OwnerID) -> Bool { left.uuid < right.uuid }
}

extension OwnerID: CustomStringConvertible {
    package var description: String { text }
}

extension OwnerID: Codable {
    private enum Field: String, CodingKey {
        case uuid, id
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Field.self)
        uuid = try fields.decode(RowUUID.self, forKey: .uuid)
        described = try fields.decodeIfPresent(String.self, forKey: .id).map { DescribedOwner(id: $0) }
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Field.self)
        try fields.encode(uuid, forKey: .uuid)
        try fields.encodeIfPresent(described?.id, forKey: .id)
    }
}

/// What says whose a row is in a table where a UUID alone does not.
///
/// A class, because tens of thousands of rows of owners that have a UUID go without.
package final class DescribedOwner: Sendable {
    /// What the owner's column holds; empty where rows belong to no one.
    package let id: String

    /// What columns must hold besides, in the order of columns.
    package let values: [ColumnValue]

    /// The key's name, where that is all that tells rows apart; nil if an owner does.
    package let keyName: String?

    package init(id: String, values: [ColumnValue] = [], keyName: String? = nil) {
        self.id = id
        self.values = values
        self.keyName = keyName
    }

    /// Of everything that tells the owner, in the form of a UUID.
    ///
    /// A number is not the text of it: only the column can say whether it keeps the two as one.
    var digest: RowUUID {
        let parts = [id, keyName ?? ""] + values.flatMap { [$0.column, $0.value.kind, $0.value.text ?? ""] }
        return Fingerprint(of: Secret(text: "owner\u{0}" + parts.joined(separator: "\u{0}"))).rowID
    }
}

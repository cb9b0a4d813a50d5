/// What says which of two rows of a key table is newer.
package enum RowOrder: Hashable, Sendable {
    /// A column says when a row was made.
    case created
    /// The database counts their ids up.
    case ids
    /// Keys are born with an end, which says when they were made (``KeyRow/dated(by:isCounted:)``).
    case ends
    /// Nothing in the table: what is delivered is current (``KeyRow/Rank``).
    case files
}

extension Profile {
    /// What says which of two rows is newer.
    package var order: RowOrder {
        guard created == nil else { return .created }
        if id?.source == .database || id?.source == .sequence { return .ids }
        return expires == nil ? .files : .ends
    }
}

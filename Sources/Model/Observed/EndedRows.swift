/// How many rows a store really changed when keys were ended: those that had ended already are not among them.
package struct EndedRows: Sendable, Hashable {
    /// Rows that were given an end.
    package var retired = 0

    /// Rows that were deactivated at once.
    package var deactivated = 0

    /// Dead rows that were deleted.
    package var deleted = 0

    package init() {}
}

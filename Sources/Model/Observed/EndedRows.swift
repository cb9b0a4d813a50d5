/// How many rows a store really changed when keys were ended: those that had ended already are not counted.
package struct EndedRows: Sendable, Hashable {
    /// Rows that were given an end.
    package var retired = 0

    /// Rows that were deactivated at once.
    package var deactivated = 0

    /// Dead rows that were deleted.
    package var deleted = 0

    /// Of the rows that were to be deactivated, those that were so before among them; without rows that are gone.
    package var texts = EndedTexts()

    package init() {}
}

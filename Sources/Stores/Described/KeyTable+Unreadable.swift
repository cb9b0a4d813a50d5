internal import Model

extension KeyTable {
    /// Why a declared owner's row cannot be understood; nil where it can.
    ///
    /// `id` is nil for NULL, and empty for what is not a text. `isReadable` says of a time's column, which is that of the end or
    /// of the time of issue, whether NULL or a time is in it.
    func problem(
        ofRow id: String?,
        of owner: OwnerID,
        markedName: @autoclosure () -> String?,
        isReadable: (_ time: TimeColumn, _ isEnd: Bool) -> Bool
    ) -> UnreadableRow? {
        func name() -> String? {
            let marked = markedName()
            return marked.flatMap(MarkedName.init)?.name ?? marked
        }
        if let column = shownID, id == nil {
            return .withoutID(profile.table.text, column, owner: owner, name: name())
        }
        for case (let time?, let isEnd) in [(profile.expires, true), (profile.created, false)]
        where !isReadable(time, isEnd) {
            return UnreadableRow(
                id: id ?? "",
                table: profile.table.text,
                column: time.column,
                reason: "it is not a date and time",
                owner: owner,
                name: name()
            )
        }
        return nil
    }
}

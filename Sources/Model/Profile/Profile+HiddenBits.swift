extension Profile {
    /// How many random bits of a key whoever reads the table does not see, rounded down.
    ///
    /// Hints show pieces of the key; the fixed text in front gives nothing away.
    package func hiddenBits(of form: KeyForm) -> Int {
        var first = 0
        var last = 0
        for piece in hints.flatMap(\.pieces) {
            switch piece {
            case .first(let count): first = max(first, count)
            case .last(let count): last = max(last, count)
            }
        }
        guard first + last > 0, let length = form.length else { return form.bits }
        let prefix =
            switch form {
            case .plain(let format): format.prefix.utf8.count
            case .pattern(let pattern): pattern.prefix.utf8.count
            }
        let drawn = max(1, length - prefix)
        let shown = min(drawn, max(0, first - prefix) + last)
        return form.bits * (drawn - shown) / drawn
    }
}

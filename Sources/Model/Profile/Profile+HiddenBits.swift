extension Profile {
    /// How many random bits of a key whoever reads the table does not see, rounded down.
    ///
    /// Hints and the lookup show pieces of the key; the fixed text in front gives nothing away.
    package func hiddenBits(of form: KeyForm) -> Int {
        var first = 0
        var last = 0
        for piece in hints.flatMap(\.pieces) + [lookup?.piece].compactMap(\.self) {
            switch piece {
            case .first(let count): first = max(first, count)
            case .last(let count): last = max(last, count)
            }
        }
        // Of a row's id nothing is hidden, and it may be short.
        guard first + last > 0, let length = form.length ?? form.pattern?.fixedLength else { return form.bits }
        let prefix = form.prefix.utf8.count
        let drawn = max(1, length - prefix)
        let shown = min(drawn, max(0, first - prefix) + last)
        return form.bits * (drawn - shown) / drawn
    }
}

internal import YAML

/// What a map was read as, for the next one: thousands of identities often declare the same schedule.
///
/// Holds only what was read without anything to report, so that whatever is wrong is reported for every identity.
struct LastRead<Value> {
    private var map: MapReference?
    private var value: Value?

    /// The value that was read from a map that says the same; nil for none.
    func value(for map: MapReference, in own: YAMLTree) -> Value? {
        guard let last = self.map, last.base == map.base, (last.own >= 0) == (map.own >= 0) else { return nil }
        return map.own < 0 || own.isAlike(last.own, map.own) ? value : nil
    }

    mutating func remember(_ value: Value, of map: MapReference) {
        self.map = map
        self.value = value
    }
}

extension FileDecoder {
    /// Everything that reading a value may add to besides the value.
    struct Traces: Equatable {
        let diagnostics: Int
        let borrowed: Int
    }

    var traces: Traces { Traces(diagnostics: diagnostics.count, borrowed: borrowed.count) }
}

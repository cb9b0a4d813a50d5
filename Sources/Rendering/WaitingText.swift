internal import Model
internal import Planning

extension Waiting {
    /// `prod/backend: the old key 0123456789ab was used 3 min ago`.
    func words(now: Instant) -> String {
        let state =
            switch evidence {
            case .oldInUse(let last):
                "\(address): the old key \(old) was used \(TimeText.relative(last, to: now))"
            case .newUnused: "\(address) has not used its new key \(new) yet"
            case .oldUseUnknown: "\(address): use of the old key \(old) is unknown"
            }
        return state + (deadline.map { "; deadline \(TimeText.moment($0))" } ?? "")
    }
}

internal import Model
internal import Planning

extension Change {
    /// `0f1e2d3c4b5a → new`: the keys that the change is about; nil for none.
    var keyWords: String? {
        switch (from, to) {
        case (let from?, nil) where !issuesKey: "\(from)"
        case (nil, nil) where !issuesKey: nil
        case (let from?, let to): "\(from) → \(to?.description ?? "new")"
        case (nil, let to): to?.description ?? "new"
        }
    }

    /// What becomes of the key that the change is about; nil where it is said already.
    func fate(now: Instant, endsFirst: Bool) -> String? {
        guard let from else { return nil }
        switch action {
        case .retire:
            return ends.map {
                "\(from) works until \(TimeText.moment($0)), \(TimeText.relative($0, to: now)); "
                    + UseText.words(fromLastUsedAt, now: now)
            }
        case .remove:
            guard ends != nil else { return "its row is deleted" }
            return files.isEmpty ? "\(from) is refused at once" : "then \(from) is refused at once"
        case .revoke:
            if endsFirst { return "\(from) is refused at once, before a new key is delivered" }
            return files.isEmpty ? "\(from) is refused at once" : "after delivery, \(from) is refused at once"
        case .issue, .adopt, .rotate, .replace, .deliver:
            if awaitsAdoption {
                let own = ends.map { ", at most until \(TimeText.moment($0))" } ?? ""
                return "\(from) works until the new key is seen in use and \(from) is quiet\(own)"
            }
            return ends.map {
                "after delivery, \(from) works until \(TimeText.moment($0)), \(TimeText.relative($0, to: now))"
            }
        }
    }
}

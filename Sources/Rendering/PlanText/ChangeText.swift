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

    /// What becomes of the key that the change is about; nil if it is said already.
    func fate(now: Instant, endsFirst: Bool) -> String? {
        guard let from else { return nil }
        let until = isEndedByKeyturn == true ? "until keyturn ends it, from" : "until"
        switch action {
        case .retire:
            if endsNow { return "its row is ended now; " + UseText.words(fromLastUsedAt, now: now) }
            return ends.map {
                "\(from) stays valid \(until) \(TimeText.moment($0)), \(TimeText.relative($0, to: now)); "
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
                return "\(from) stays valid until the new key is seen in use and \(from) is quiet\(own)"
            }
            return ends.map {
                "\(from) stays valid \(until) \(TimeText.moment($0)), \(TimeText.relative($0, to: now))"
            }
        }
    }

    /// Why, in words.
    func whyWords(now: Instant) -> String { reasons.map { $0.words(now: now) }.joined(separator: "; ") }

    /// What follows why where a change has one line.
    func briefWords(now: Instant) -> String {
        switch action {
        case .deliver, .adopt: files.isEmpty ? "" : ": " + fileWords
        case .rotate, .replace, .retire:
            awaitsAdoption
                ? "; old key valid until the new one is used"
                : ends.map { "; old key ends \(TimeText.relative($0, to: now))" } ?? ""
        case .issue, .revoke, .remove: ""
        }
    }

    /// What follows under the line where there is room for all of it.
    func details(now: Instant, endsFirst: Bool) -> [String] {
        var details: [String] = []
        if let fate = fate(now: now, endsFirst: endsFirst) {
            let isTold = action == .retire || from == nil || (action == .remove && ends == nil)
            details.append(fate + (isTold ? "" : "; " + UseText.words(fromLastUsedAt, now: now)))
        }
        if !files.isEmpty { details.append("writes " + files.map(\.words).joined(separator: ", ")) }
        return details
    }

    private var fileWords: String {
        files.count > 3 ? count(files.count, "file") : files.map(\.words).joined(separator: ", ")
    }
}

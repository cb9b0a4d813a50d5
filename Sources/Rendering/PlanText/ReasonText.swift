internal import Diagnostics
internal import Fragments
internal import Model
internal import Planning
internal import Schedule
internal import State

extension Reason {
    /// The reason in words, as part of a line.
    func words(now: Instant) -> String {
        switch self {
        case .noLiveKey(dead: 0): "no key yet"
        case .noLiveKey(let dead): "no live key (\(count(dead, "dead one")))"
        case .shared(let places): "shared with " + Place.list(places)
        case .wrongFormat(let format): "wrong format, expected \(format.words)"
        case .withoutPublicID: "its row has no public part that a file can carry"
        case .due(.none, let every): "its age is unknown, rotated every \(DurationText.format(every))"
        case .due(let age?, let every):
            "\(TimeText.length(age)) old, rotated every \(DurationText.format(every))"
        case .scheduled(let cron, let zone, let at):
            "due since \(TimeText.moment(at)) by \(cron)" + (zone == "UTC" ? "" : " in \(zone)")
        case .requested(let reason): "asked for: \(PlainText.line(reason))"
        case .ending(let end): "ends \(TimeText.relative(end, to: now))"
        case .reissued: "the delivered key is unknown to the database, requested by --reissue"
        case .unrecoverable: "its text is in no fragment, and the database stores a digest"
        case .unseen(let keys): "\(count(keys.count, "newer key")) in the database whose text is not here"
        case .superseded(let fingerprint): "replaced by \(fingerprint)"
        case .older(let fingerprint): "older than \(fingerprint)"
        case .endReached(let end): "its overlap is over since \(TimeText.moment(end)): keyturn ends it now"
        case .late: "issued a while ago and not delivered: consumers get the whole overlap"
        case .adoptionOverdue(let since):
            "not seen in use by \(TimeText.moment(since)), retired as declared"
        case .revoked(let date, let reason): "revoked on \(date): \(PlainText.line(reason))"
        case .recordedRevocation(let date): "the audit file says that it was revoked on \(date)"
        case .published(let place): "published in \(place)"
        case .revocationRequested(nil): "revoked by hand"
        case .revocationRequested(let reason?): "revoked by hand: \(PlainText.line(reason))"
        case .revocationBegun: "its revocation was started and not finished"
        case .absent: "declared absent"
        case .outlived(let ended, let retain):
            "ended \(TimeText.relative(ended, to: now)), kept for \(DurationText.format(retain))"
        case .undelivered: "existing key, not in its files yet"
        case .outdatedFragments: "files are out of date"
        }
    }
}

extension KeyFormat {
    /// `mcp_ and 64 hex digits`.
    var words: String {
        if let pattern { return "of the form \(pattern.text)" }
        let digits = length - prefix.utf8.count
        let alphabet =
            switch encoding {
            case .hex: "hex digits"
            case .base64url: "base64url characters"
            }
        return (prefix.isEmpty ? "" : "\(prefix) and ") + "\(digits) \(alphabet)"
    }
}

extension FileChange {
    /// `backend.env (missing)`, or the path alone.
    var words: String {
        let finding = findingWords
        return PlainText.line(path) + (finding.isEmpty ? "" : " (\(finding))")
    }

    /// What is wrong with the file; empty for nothing.
    var findingWords: String {
        switch finding {
        case nil: ""
        case .fileMissing: "missing"
        case .entryMissing: "holds no key"
        case .holdsOther(let fingerprint): "holds \(fingerprint)\(holdsDeadKey ? ", not a live key here" : "")"
        case .publicPart: "public part missing or another's"
        case .altered: "differs from the declaration"
        case .attributes: "mode or owner"
        case .surplus: "key removed"
        }
    }
}

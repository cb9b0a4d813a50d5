package import Model
package import State

/// Why a change is made: data for the renderers.
///
/// Nothing is decided by it.
package enum Reason: Hashable, Sendable, Codable {
    /// The identity has no rows at all, or only dead ones.
    case noLiveKey(dead: Int)

    /// The key is live or delivered in other environments too: who saw it in one knows it for all.
    case shared(with: [Place])

    /// The key is not of the declared format.
    case wrongFormat(KeyFormat)

    /// The identity delivers the public part of its key, and the row has none that files can carry.
    case withoutPublicID

    /// The key is older than its schedule allows; the age is nil where the row does not say.
    case due(age: Duration?, every: Duration)

    /// A time of the declared calendar has come since the key was issued.
    case scheduled(cron: String, zone: String, at: Instant)

    /// Someone asked for the rotation.
    case requested(String)

    /// The key ends before its schedule would replace it.
    case ending(Instant)

    /// Someone asked for a new key, since the store has never seen the one that is delivered.
    case reissued

    /// No text of any live key of the identity can be had, so none can be delivered.
    case unrecoverable

    /// Live keys that are newer than the current one were put into the store by someone else, or their texts were lost:
    /// the identity is given one key again.
    case unseen([Fingerprint])

    /// A newer key replaced it.
    case superseded(by: Fingerprint)

    /// A newer key is there, with which keyturn did not replace it.
    case older(than: Fingerprint)

    /// The overlap of a replaced key is over, and the server does not refuse it.
    case endReached(Instant)

    /// The current key was issued a while ago and is not delivered yet, and its predecessor's overlap is counted from
    /// then: a new key gives consumers the whole of it.
    case late

    /// The new key was not seen in use until the declared deadline, and the declaration says not to wait longer.
    case adoptionOverdue(since: Instant)

    /// The key is on the revocation list.
    case revoked(date: String, reason: String)

    /// The environment's audit file says that the key was revoked, on a day such as `2026-11-20`.
    case recordedRevocation(date: String)

    /// The key is in a public default configuration, which is named.
    case published(in: String)

    /// Someone asked for the key to be ended; the reason is nil where none was given.
    case revocationRequested(String?)

    /// A run that was to end the key at once was interrupted after its successor was issued.
    case revocationBegun

    /// The identity is declared absent.
    case absent

    /// The row ended longer ago than rows are kept.
    case outlived(ended: Instant, retain: Duration)

    /// No fragment holds a key of the identity yet.
    case undelivered

    /// Fragments are not as they should be; what is wrong stands with each file.
    case outdatedFragments

    /// A stable name for programs that read plans.
    package var code: String {
        switch self {
        case .noLiveKey: "no-live-key"
        case .shared: "shared"
        case .wrongFormat: "wrong-format"
        case .withoutPublicID: "without-public-id"
        case .due: "due"
        case .scheduled: "scheduled"
        case .requested: "requested"
        case .ending: "ending"
        case .reissued: "reissued"
        case .unrecoverable: "unrecoverable"
        case .unseen: "unseen"
        case .superseded: "superseded"
        case .older: "older"
        case .endReached: "end-reached"
        case .late: "late"
        case .adoptionOverdue: "adoption-overdue"
        case .revoked: "revoked"
        case .recordedRevocation: "revoked-before"
        case .published: "published"
        case .revocationRequested: "revocation-requested"
        case .revocationBegun: "revocation-begun"
        case .absent: "absent"
        case .outlived: "outlived"
        case .undelivered: "undelivered"
        case .outdatedFragments: "outdated-fragments"
        }
    }

    /// What every code means, for the reference.
    package static let explanations: [(code: String, meaning: String)] = [
        ("no-live-key", "The identity has no key that its server accepts."),
        ("shared", "The key is live or delivered in another environment too, so it is replaced in each of them."),
        ("wrong-format", "The key differs from the declared prefix, length or alphabet."),
        (
            "without-public-id",
            "The identity delivers the public part of its key (`publicVariable`), and the row has none that a file can carry."
        ),
        ("due", "The key is older than `rotation.every`."),
        ("scheduled", "A time of `rotation.cron` has passed since the key was issued."),
        ("requested", "The rotation was requested: `keyturn rotate ADDRESS --now`."),
        ("ending", "The key ends within `rotation.overlap`."),
        (
            "reissued",
            "The database has never seen the delivered key, and a new one was requested: `keyturn apply -e ENV --reissue "
                + "ADDRESS`."
        ),
        (
            "unrecoverable",
            "The database stores digests, and no fragment of the identity holds the text of one of its live keys."
        ),
        (
            "unseen",
            "The database stores digests, and has newer live keys of the identity whose texts are not in its fragments: another "
                + "machine, an older copy of the folder, a person, or a run that was killed. All of them keep their overlap."
        ),
        ("superseded", "A newer key replaced it."),
        ("older", "A newer key of the identity is live. Keyturn did not replace the older one with it."),
        (
            "end-reached",
            "The overlap of the replaced key is over. No column of the table holds an expiry, so Keyturn ends the row."
        ),
        (
            "late",
            "The current key was issued more than five minutes ago and its predecessor is still delivered. No column of "
                + "the table holds an expiry, so the overlap is counted from the issue: a new key gives consumers all of it."
        ),
        (
            "adoption-overdue",
            "The new key was not seen in use until `rotation.adoptionDeadline`, and `afterDeadline` is `retire`."
        ),
        ("revoked", "The key's fingerprint is in `_revoked.yaml`."),
        (
            "revoked-before",
            "The audit file says that the key was revoked, and it is live again: the database was restored, or the key "
                + "was switched on by hand."
        ),
        (
            "published",
            "The key is in a public default configuration: keyturn knows the fingerprints of some that do."
        ),
        ("revocation-requested", "The revocation was requested: `keyturn revoke ADDRESS`."),
        (
            "revocation-begun",
            "A run was interrupted after it issued the new key and before it ended this one; the revocation is "
                + "finished now."
        ),
        ("absent", "The identity is declared with `state: absent`."),
        ("outlived", "The row ended longer ago than `rotation.retain`."),
        ("undelivered", "A live key was found that no fragment holds yet."),
        ("outdated-fragments", "A fragment is missing, altered, or does not hold the current key."),
    ]
}

extension Reason {
    /// Whether the key must not be used, so that its end waits for nothing that can be done without.
    package var isUrgent: Bool {
        switch self {
        case .revoked, .recordedRevocation, .published, .revocationRequested, .revocationBegun: true
        default: false
        }
    }

    /// The codes of the reasons for which a key is ended at once, as audit files keep them.
    package static let revocations: Set<String> = [
        "revoked", "revoked-before", "published", "revocation-requested", "revocation-begun",
    ]
}

extension RevocationList.Ban {
    /// Why a key is ended, as a plan says it.
    var reason: Reason {
        switch self {
        case .listed(let entry): .revoked(date: entry.date, reason: entry.reason)
        case .recorded(let date): .recordedRevocation(date: date)
        case .published(let key): .published(in: key.place)
        }
    }
}

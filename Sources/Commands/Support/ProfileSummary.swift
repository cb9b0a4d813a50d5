internal import Configuration
internal import Diagnostics
internal import Model
internal import Rendering
internal import Schedule
internal import Stores

/// A profile in one line of `keyturn profile list`.
struct ProfileSummary {
    let name: String

    /// Nil for a team's own.
    let application: String?

    /// How it is known; nil for a team's own.
    let proof: ShippedProfiles.Proof?
    let table: String
    let stored: String
    let ends: String
    let delay: String

    /// What of it is not served yet, as the fields that say so.
    let unserved: [String]

    var isServed: Bool { unserved.isEmpty }

    /// `shipped` is nil for a team's own.
    init(_ profile: Profile, _ shipped: ShippedProfiles.Shipped?) {
        name = profile.name
        application = shipped?.application
        proof = shipped?.proof
        table = profile.table.text
        stored =
            profile.stored.scheme.rawValue
            + (profile.stored.pepper == nil || profile.stored.scheme.isKeyed ? "" : ", pepper")
            + (profile.stored.isSalted ? ", salted" : "")
        ends =
            if profile.enforcesEnds {
                profile.alwaysEnforcesEnds ? "by the server" : "by the server, if the column exists"
            } else {
                profile.active.isEmpty ? "by Keyturn: deleted" : "by Keyturn: deactivated"
            }
        delay = profile.delays.ended > .zero ? DurationText.format(profile.delays.ended) : "none"
        if case .failure(let reason) = StoreProfile.serving(profile) {
            unserved = reason.parts
        } else {
            unserved = []
        }
    }

    static func table(_ all: [ProfileSummary], _ style: TextStyle) -> String {
        let headings = ["PROFILE", "STORED", "ENDS", "DELAY", "SERVED", "VERIFIED", "TABLE", "APPLICATION"]
        let rows = all.map { profile in
            [
                profile.name, profile.stored, profile.ends, profile.delay, profile.isServed ? "yes" : "not yet",
                profile.proof?.rawValue ?? "-", profile.table, profile.application ?? "(own)",
            ].map(PlainText.line)
        }
        return TextTable(headings: headings, rows: rows).render(style)
    }

    var json: JSONText {
        [
            "name": .string(PlainText.line(name)),
            "shipped": .bool(application != nil),
            "application": application.map(JSONText.string) ?? .null,
            "table": .string(PlainText.line(table)),
            "stored": .string(stored),
            "ends": .string(ends),
            "effective_after": .string(delay),
            "served": .bool(isServed),
            "not_served": .array(unserved.map { .string($0) }),
            "verified": JSONText(proof?.rawValue),
        ]
    }
}

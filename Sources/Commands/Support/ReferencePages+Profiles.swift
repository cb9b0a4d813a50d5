internal import Configuration
internal import Model
internal import Schedule
internal import Stores

extension ReferencePages {
    /// Which applications are known, and what of them is served.
    static var profiles: String {
        var text = "# Shipped profiles\n\n\(notice)\n"
        text += """
            One page per profile. *Verified by its own code* means that tests run the application's own code, which accepted and \
            refused keys; the others are based on the application's schema and source. `keyturn profile show NAME` writes \
            a profile as YAML; [how to describe another table](../../guides/profiles.md).

            | profile | application | stored | served | verified |
            | --- | --- | --- | --- | --- |

            """
        for shipped in ShippedProfiles.all {
            guard let profile = ShippedProfiles.profile(shipped.name) else { continue }
            let summary = ProfileSummary(profile, shipped)
            text += "| [`\(shipped.name)`](\(shipped.name).md) | \(shipped.application) | \(summary.stored) "
            text += "| \(summary.isServed ? "yes" : "not yet") | \(words(shipped.proof)) |\n"
        }
        return text
    }

    /// What one profile writes, what ends a key in its table, and how it is known; nil for a name that is not shipped.
    static func profile(_ name: String) -> String? {
        guard let shipped = ShippedProfiles.named(name), let profile = ShippedProfiles.profile(name) else { return nil }
        let summary = ProfileSummary(profile, shipped)
        let lines = String(decoding: shipped.text, as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        let comments = lines.prefix { $0.hasPrefix("#") }
        var text = "# `\(name)`\n\n\(notice)\n"
        text += comments.map { $0.dropFirst().trimmingPrefix(" ") }.joined(separator: "\n") + "\n\n"
        text += "| | |\n| --- | --- |\n"
        let served =
            summary.unserved.isEmpty
            ? "yes" : "not yet: " + summary.unserved.joined(separator: "; ")
        let rows = [
            ("served", served), ("verified", words(shipped.proof)), ("table", "`\(profile.table.text)`"),
            ("stored", "\(summary.stored), in `\(profile.stored.column)`"),
            ("writes", written(profile)), ("ends", ends(profile)), ("a change is noticed after", delay(profile)),
        ]
        for (title, value) in rows { text += "| \(title) | \(cell(value)) |\n" }
        text += "\n```yaml\n" + lines.dropFirst(comments.count).joined(separator: "\n") + "```\n"
        return text
    }

    private static func words(_ proof: ShippedProfiles.Proof) -> String {
        switch proof {
        case .ownCode: "by its own code"
        case .source: "by schema and source"
        }
    }

    private static func written(_ profile: Profile) -> String {
        let served = (try? StoreProfile.serving(profile).get()) ?? nil
        let columns = served?.writtenColumns ?? []
        return columns.isEmpty ? "nothing yet" : columns.map { "`\($0)`" }.joined(separator: ", ")
    }

    private static func ends(_ profile: Profile) -> String {
        let atOnce = profile.active.map { "`\($0.column)`" }.joined(separator: ", ")
        let revoked =
            if !atOnce.isEmpty { "a revoked key by \(atOnce)" } else if profile.expires != nil {
                "a revoked key by an expiry in the past"
            } else {
                "a revoked key by the deletion of its row"
            }
        return profile.expires.map { "a replaced key by `\($0.column)`, which the server enforces; \(revoked)" }
            ?? "a replaced key by Keyturn, since no column holds an expiry; \(revoked)"
    }

    private static func delay(_ profile: Profile) -> String {
        guard profile.delays.ended > .zero else { return "the next request" }
        let renewed = profile.delays.isRenewedByUse ? ", put off by every use" : ""
        return DurationText.format(profile.delays.ended) + renewed
    }
}

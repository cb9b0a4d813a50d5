internal import Diagnostics
internal import Model

/// What may be wrong where rows are dated ahead: the row, or how the profile says that its date is read.
enum RowDate {
    /// ``the row's `madeAt`, or how the profile shop reads it (`type` and `zone` of `created`)``.
    static func words(of profile: Profile?) -> String {
        guard let profile, let created = profile.created else { return "the row's `created_at`, which is read as UTC" }
        return
            "the row's `\(PlainText.line(created.column))`, or how the profile \(PlainText.line(profile.name)) reads it: `type` and "
            + "`zone` of `created`"
    }
}

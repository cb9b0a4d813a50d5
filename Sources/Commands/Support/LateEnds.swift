internal import Diagnostics
internal import Model
internal import Schedule

/// What continues working, by the profile of an environment, once a key was deactivated.
enum LateEnds {
    /// Each once, in the order of the environments.
    static func texts(of environments: [Environment]) -> [String] {
        var texts: [String] = []
        for text in environments.compactMap(delay) where !texts.contains(text) { texts.append(text) }
        return texts
    }

    private static func delay(_ environment: Environment) -> String? {
        guard let profile = environment.profile, profile.delays.ended > .zero else { return nil }
        let delay = DurationText.format(profile.delays.ended)
        let more = profile.delays.isRenewedByUse ? ", and longer while it is used" : ""
        let name = PlainText.line(profile.name)
        return "Servers of the profile \(name) may accept a key that was deactivated for \(delay)\(more)."
    }
}

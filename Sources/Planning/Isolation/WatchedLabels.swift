internal import Fragments
internal import Model
internal import Redaction
package import State

/// Makes the labels of watched rows fit to be shown: they come from columns that someone named, and may hold anything.
///
/// Hidden are: what any environment knows as a key or a watched credential, as a whole label or a word of it, by its
/// fingerprint or, for a credential, a mask; and what looks like a key that no one knows.
package enum WatchedLabels {
    /// Longer ones are cut off.
    private static let longest = 60

    /// The environments with labels that can be shown.
    package static func hidden(in views: [EnvironmentView]) -> [EnvironmentView] {
        guard views.contains(where: { $0.observed.watched.contains { !$0.labels.isEmpty } }) else { return views }
        let known = KnownKeys(views, withWatched: true)
        var shown: [String: String] = [:]
        return views.map { view in
            var view = view
            view.observed.watched = view.observed.watched.map { credential in
                credential.mapLabels { label in
                    if let known = shown[label] { return known }
                    let text = self.shown(label, known)
                    shown[label] = text
                    return text
                }
            }
            return view
        }
    }

    private static func shown(_ label: String, _ known: KnownKeys) -> String {
        if let key = known.key(label) { return known.shown(key) }
        var text = label
        for word in label.split(whereSeparator: \.isWhitespace) where word.utf8.count < label.utf8.count {
            if let key = known.key(String(word)) { text = text.replacing(word, with: known.shown(key)) }
        }
        // Most labels are a short name, in which there is no room for anything else.
        guard text.utf8.count >= KeyWord.shortest || text.utf8.contains(where: { $0 == 0x3A || $0 == 0x3D })
        else {
            return text
        }
        text = SecretMask.masked(known.masked(text))
        return text.unicodeScalars.count <= longest ? text : String(text.unicodeScalars.prefix(longest - 1)) + "…"
    }
}

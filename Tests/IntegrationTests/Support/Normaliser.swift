internal import Foundation
internal import Model
internal import TestSupport

/// Replaces what differs from run to run by what does not, of the same width where columns depend on it.
struct Normaliser {
    private let world: World
    private let fingerprints: [(shown: String, name: String)]

    /// `transcript` numbers the fingerprints, by where each is first shown.
    init(_ world: World, transcript: String) {
        self.world = world
        var places: [(Substring.Index, String)] = []
        for secret in world.secrets {
            let fingerprint = Fingerprint(of: Secret(text: secret)).description
            if let range = transcript.firstRange(of: fingerprint) { places.append((range.lowerBound, fingerprint)) }
        }
        fingerprints = places.sorted { $0.0 < $1.0 }.enumerated().map { number, place in
            // As wide as the fingerprint itself.
            (place.1, number < 9 ? "fingerprint\(number + 1)" : "fingerprin\(number + 1)")
        }
    }

    func normalised(_ text: String) -> String {
        var text = text.replacing(world.folder.path, with: "/world")
        for place in world.places {
            guard let path = place.database.url.path else { continue }
            text = text.replacing(
                URL(fileURLWithPath: path).deletingLastPathComponent().path,
                with: "/databases/\(place.name)"
            )
        }
        for (shown, name) in fingerprints { text = text.replacing(shown, with: name) }
        return
            text
            .replacing(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z/, with: "YYYY-MM-DDThh:mm:ssZ")
            .replacing(/\d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC/, with: "YYYY-MM-DD hh:mm UTC")
            // Digests hold all of the above.
            .replacing(/\b[0-9a-f]{64}\b/, with: "(64 hex digits)")
            .replacing(/digest [0-9a-f]{12}…/, with: "digest (12 hex digits)…")
            // The days and hours of a forecast.
            .replacing(/(?m)^    date: \d{4}-\d{2}-\d{2}$/, with: "    date: YYYY-MM-DD")
            .replacing(/"date": "\d{4}-\d{2}-\d{2}"/, with: "\"date\": \"YYYY-MM-DD\"")
            .replacing(/key of \d{4}-\d{2}-\d{2}/, with: "key of YYYY-MM-DD")
            .replacing(/(?m)^[A-Z][a-z]{2} \d{4}-\d{2}-\d{2}$/, with: "DDD YYYY-MM-DD")
            .replacing(/(?m)^  \d{2}:\d{2}\b/, with: "  hh:mm")
    }
}

/// A key that is in a public default configuration, by fingerprint alone: whoever reads that knows it.
///
/// Treated like one on `_revoked.yaml`. The keys themselves stand nowhere in keyturn.
package struct PublishedKey: Hashable, Sendable {
    package let fingerprint: Fingerprint

    /// Where it is published, to follow "published in".
    package let place: String

    package init(fingerprint: Fingerprint, place: String) {
        self.fingerprint = fingerprint
        self.place = place
    }

    /// From all 64 digits of the fingerprint.
    private init(_ digits: StaticString, in place: String) {
        guard let fingerprint = Fingerprint(hex: digits.description) else {
            preconditionFailure("a built-in fingerprint has 64 hexadecimal digits")
        }
        self.init(fingerprint: fingerprint, place: place)
    }

    /// Every one that is known; each entry cites where it stands.
    package static let all = [
        PublishedKey(
            "47fb9dc837dde4734180640da9a6a290e6ff11f45703ff1023e6975ab4684603",
            in: "github.com/phancao/Project-Management-Agent: docker-compose.yml (default of PM_MCP_API_KEY) "
                + "and backend/workflow.py"
        )
    ]

    /// Where a key is published; nil for one that is not, as far as is known.
    package static func place(of key: Fingerprint) -> String? { places[key] }

    private static let places = Dictionary(
        all.map { ($0.fingerprint, $0.place) },
        uniquingKeysWith: { first, _ in first }
    )
}

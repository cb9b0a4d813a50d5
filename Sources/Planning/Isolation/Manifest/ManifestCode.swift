internal import Diagnostics

/// What may be wrong with manifests (`keyturn isolation check`).
package enum ManifestCode: String, CaseIterable, DiagnosticCode {
    case unreadable = "manifest-unreadable"
    case syntax = "manifest-syntax"
    case version = "manifest-version"
    case damaged = "manifest-damaged"
    case seal = "manifest-seal"
    case unverified = "manifest-unverified"
    case duplicate = "manifest-duplicate"
    case mixed = "manifest-mixed"
    case withoutRows = "manifest-without-rows"
    case incomplete = "manifest-incomplete"

    package var explanation: String {
        switch self {
        case .unreadable: "A manifest cannot be read, or is larger than any that keyturn writes."
        case .syntax:
            "A file is not a manifest: it is not valid JSON, perhaps because it was cut off, or members are missing. "
                + "Export it again."
        case .version:
            "A manifest was written by a newer keyturn, in a format that this one does not read. Use the newer one."
        case .damaged:
            "The checksum of a manifest is wrong: it was damaged or edited. Export it again, and find out who changed "
                + "it."
        case .seal:
            "The seal of a manifest is wrong, and only those who know the pepper can make it: the manifest was edited, "
                + "or made with another pepper. Export it again, and find out who changed it."
        case .unverified:
            "Manifests carry a seal, and no environment here declares the pepper that it was made with: their "
                + "checksums were verified, but not who made them."
        case .duplicate: "Two manifests are of the same environment. Give only the newest of each."
        case .withoutRows:
            "A manifest was written by an older keyturn and does not say which row holds a key. So a key whose row was "
                + "copied looks like a key that two environments were given, and is reported as shared. Export the "
                + "manifest again."
        case .incomplete:
            "A manifest that is exported lacks keys: the table is a view, which may hide rows, or rows cannot be read. "
                + "The manifest says so, and so does every comparison with it."
        case .mixed:
            "Fingerprints of manifests cannot be compared: some are under a pepper and others are not, or under two different "
                + "peppers. Export all of them with the same `isolation.pepper`."
        }
    }
}

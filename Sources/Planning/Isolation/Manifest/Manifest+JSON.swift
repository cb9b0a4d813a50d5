package import Diagnostics
package import Model
internal import State

extension Manifest {
    /// Raised in its first part when a reader of the former one would misread it.
    package static let formatVersion = "1.1"

    /// What tells a manifest from any other JSON.
    static let title = "keyturn isolation manifest"

    /// The members that are no part of what the digests are made over.
    static let digests: Set<String> = ["checksum", "seal"]

    /// With the checksum and, under a pepper, the seal.
    package func json(pepper: Pepper?) -> JSONText {
        let content = JSONText.object(members)
        return .object(
            members + [
                JSONText.Member("checksum", .string(Self.checksum(of: content).hex)),
                JSONText.Member("seal", JSONText(pepper.map { $0.seal(of: content.compact).hex })),
            ]
        )
    }

    /// SHA-256 of the content on one line: what shows damage, and an edit by someone who did not know of it.
    static func checksum(of content: JSONText) -> Fingerprint { Fingerprint(of: Secret(text: content.compact)) }

    private var members: [JSONText.Member] {
        let (kind, check): (String, String?) =
            switch fingerprints {
            case .plain: ("sha256", nil)
            case .peppered(let check): ("hmac-sha256", check)
            }
        return [
            JSONText.Member("format", .string(Self.title)),
            JSONText.Member("format_version", .string(Self.formatVersion)),
            JSONText.Member("environment", .string(name)),
            JSONText.Member("created_at", .string(createdAt.iso8601)),
            JSONText.Member("keyturn_version", .string(version)),
            JSONText.Member("fingerprints", .string(kind)),
            JSONText.Member("pepper_check", JSONText(check)),
            JSONText.Member(
                "counts",
                [
                    "live": .int(Int64(counts.live)), "ended": .int(Int64(counts.ended)),
                    "in_files": .int(Int64(counts.inFiles)), "watched": .int(Int64(counts.watched)),
                    "not_comparable": .int(Int64(counts.notComparable)),
                ]
            ),
            JSONText.Member("database", .string(whereabouts.database.hex)),
            JSONText.Member("key_table", JSONText(whereabouts.table?.hex)),
            JSONText.Member(
                "output",
                [
                    "folder": JSONText(whereabouts.folder?.hex), "path": .string(whereabouts.path.hex),
                    "around": .array(whereabouts.around.map { .string($0.hex) }),
                ]
            ),
            JSONText.Member("replica", .bool(isReplica)),
            JSONText.Member(
                "untold",
                untold.map { ["count": .int(Int64($0.count)), "comparison": JSONText($0.comparison?.hex)] } ?? .null
            ),
            JSONText.Member("issued", .array(issued.sorted().map { .string($0.hex) })),
            JSONText.Member("owners", .array(owners.sorted().map { .string($0.hex) })),
            JSONText.Member("keys", .array(entries.map(\.json))),
            JSONText.Member(
                "rows",
                rows.map {
                    .array($0.map { ["fingerprint": .string($0.fingerprint.hex), "row": .string($0.digest.hex)] })
                } ?? .null
            ),
            JSONText.Member(
                "files",
                .array(
                    files.map {
                        [
                            "path": .string($0.path), "declared": .bool($0.isDeclared),
                            "fingerprints": .array($0.words.map { .string($0.hex) }),
                        ]
                    }
                )
            ),
            JSONText.Member(
                "not_comparable",
                .array(
                    notComparable.map {
                        ["what": .string($0.what), "count": JSONText($0.count), "reason": .string($0.reason)]
                    }
                )
            ),
        ]
    }
}

extension Manifest.Entry {
    fileprivate var json: JSONText {
        var members = [JSONText.Member("fingerprint", .string(fingerprint.hex))]
        func add(_ name: String, _ value: JSONText) { members.append(JSONText.Member(name, value)) }
        switch kind {
        case .identity(let name), .ended(let name):
            add("kind", "identity")
            add("name", .string(name))
        case .unmanaged(let name), .endedUnmanaged(let name):
            add("kind", "unmanaged")
            add("name", JSONText(name))
        case .otherOwner, .endedOtherOwner: add("kind", "other-owner")
        case .watched(.column(let table, let column, let labels)):
            add("kind", "watched-column")
            add("table", .string(table))
            add("column", .string(column))
            add("labels", .array(labels.map { .string($0) }))
        case .watched(.variable(let file, let name)):
            add("kind", "watched-variable")
            add("file", .string(file))
            add("name", .string(name))
        case .file, .otherFile: preconditionFailure("files are not entries")
        }
        let (state, until): (String, Instant?) =
            switch form {
            // An end that no calendar can write is none.
            case .live(let until): ("live", until.flatMap { Instant(text: $0.iso8601) == nil ? nil : $0 })
            case .ending(let until): ("ending", until)
            case .ended: ("ended", nil)
            case .watched: ("watched", nil)
            case .written: ("written", nil)
            }
        add("state", .string(state))
        add("until", JSONText(until?.iso8601))
        if let otherSpelling { add("other_spelling", .string(otherSpelling.hex)) }
        return .object(members)
    }
}

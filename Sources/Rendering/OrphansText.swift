internal import Diagnostics
internal import Model
internal import Planning
internal import State

extension OrphanedKey {
    /// `prod 0123456789ab "Backend key" of owner 0000…, never expires`.
    func words(now: Instant) -> String {
        let end = ends.map { "expires \(TimeText.relative($0, to: now))" } ?? "never expires"
        let use = lastUsedAt.map { "used \(TimeText.relative($0, to: now))" } ?? "last use unknown"
        return "\(environment) \(fingerprint) \(ShownKeyName.words(name)) of owner "
            + "\(PlainText.line(owner)), \(end), \(use)"
    }

    var json: JSONText {
        [
            "kind": "key",
            "environment": .string(environment),
            "identity": JSONText(identity),
            "fingerprint": .string(fingerprint.description),
            "owner": .string(owner),
            "name": JSONText(name),
            "created_at": JSONText(createdAt?.iso8601),
            "ends": JSONText(ends?.iso8601),
            "last_used_at": JSONText(lastUsedAt?.iso8601),
            "evidence": .array(evidence.map { .string($0) }),
            "paths": .array(paths.map { .string($0) }),
            "declare": .string(declaration),
            "forgotten": .bool(isForgotten),
        ]
    }

    private var evidence: [String] {
        var told: Set<String> = []
        return traces.map(\.code).filter { told.insert($0).inserted }
    }
}

extension OrphanedKey.Trace {
    fileprivate var code: String {
        switch self {
        case .delivered: "delivered"
        case .entry: "entry"
        case .file: "file"
        case .issued: "audit"
        case .named: "name"
        }
    }

    /// Every code, for the schema.
    static let codes = ["delivered", "entry", "file", "audit", "name"]
}

extension OrphanedFragment {
    /// `prod:old.env, 2 keys, readers are refused in 3 d`.
    func words(now: Instant) -> String {
        let names = isDeclared && !entries.isEmpty ? " (\(entries.map(\.words).joined(separator: ", ")))" : ""
        let dark = darkAt.map { ", its readers are refused \($0 <= now ? "already" : TimeText.relative($0, to: now))" }
        return "\(environment):\(PlainText.line(path))\(names)\(dark ?? "")"
    }

    var json: JSONText {
        [
            "kind": "fragment",
            "environment": .string(environment),
            "path": .string(path),
            "declared": .bool(isDeclared),
            "written_by_keyturn": .bool(isOurs),
            "entries": .array(
                entries.map { entry in
                    [
                        "service": JSONText(entry.service),
                        "variable": .string(entry.variable),
                        "secret": JSONText(entry.secret),
                        "identity": JSONText(entry.identity),
                        "fingerprint": JSONText(entry.fingerprint?.description),
                    ]
                }
            ),
            "keys": .array(
                keys.map { key in
                    [
                        "fingerprint": .string(key.fingerprint.description),
                        "identity": JSONText(key.identity),
                        "state": .string(key.state.rawValue),
                        "dark_at": JSONText(key.darkAt?.iso8601),
                    ]
                }
            ),
            "dark_at": JSONText(darkAt?.iso8601),
            "forgotten": .bool(isForgotten),
        ]
    }
}

extension Orphans {
    /// Keys, then fragments.
    var json: [JSONText] { keys.map(\.json) + fragments.map(\.json) }
}

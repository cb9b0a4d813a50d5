internal import Model

/// The values of rows that are tried, as parallel arrays of texts.
struct TrialValues {
    let parameters: [PostgreSQLParameter]

    /// What the arrays are called in SQL.
    static let source = """
        unnest(\((1...names.count).map { "$\($0)::text[]" }.joined(separator: ", "))) AS u(\(names.joined(separator: ", ")))
        """

    private static let names = ["write", "place", "id", "owner", "text", "name", "active", "ends", "made", "changed"]

    /// What is written into a column of a role.
    static func expression(_ role: StoreSchema.Role) -> String {
        switch role {
        case .ownerID, .keyID: "u.id"
        case .keyOwner: "u.owner"
        case .ownerEmail, .key: "u.text"
        case .ownerName, .keyName: "u.name"
        case .isActive: "u.active"
        case .expiresAt: "NULLIF(u.ends, '')"
        case .createdAt: "u.made"
        // Tables with such columns are not tried.
        case .lastUsedAt, .other: "NULL"
        case .otherTime: "u.changed"
        }
    }

    /// `only`: what is done to rows of keys; nil for everything.
    init(
        _ trials: [RowTrial],
        of content: StoreSchema.Table.Content,
        only: StoreSchema.Write? = nil,
        now: Instant
    ) {
        var rows: [[String]] = []
        let changed = Self.text(now)
        for (place, trial) in trials.enumerated() {
            let key = trial.key
            guard content == .keys else {
                let owner = trial.owner
                rows.append([
                    StoreSchema.Write.insert.rawValue, String(place), owner.id.text, "", owner.email, owner.name, "t",
                    "",
                    changed, changed,
                ])
                continue
            }
            let text = key.secret.withBytes { String(decoding: $0, as: UTF8.self) }
            for write in only.map({ [$0] }) ?? StoreSchema.Write.allCases {
                let ends: Instant? =
                    switch write {
                    case .insert: key.expiresAt
                    case .retire: trial.end
                    case .deactivate: now
                    }
                rows.append([
                    write.rawValue, String(place), key.fingerprint.rowID.dashed, key.owner.text, text, key.name,
                    write == .deactivate ? "f" : "t", ends.map(Self.text) ?? "", Self.text(key.createdAt), changed,
                ])
            }
        }
        parameters = Self.names.indices.map { index in .texts(rows.map { $0[index] }) }
    }

    /// With the zone, for columns that keep one.
    private static func text(_ instant: Instant) -> String { instant.databaseText + "+00" }
}

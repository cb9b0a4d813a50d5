package import Model

extension StoreProfile {
    /// Why this version cannot keep the keys of a profile.
    package struct NotServed: Error, Hashable {
        /// What it asks for that is not served yet, as the fields that say so.
        package let parts: [String]
    }

    /// The tables and columns of a profile, or what of it cannot be served yet.
    ///
    /// Served are plain keys in a table with the roles that PM MCP Server's has, whatever its columns are called.
    package static func serving(_ profile: Profile) -> Result<StoreProfile, NotServed> {
        var parts: [String] = []
        func need<Value>(_ value: Value?, _ part: String) -> Value? {
            if value == nil { parts.append(part) }
            return value
        }
        func refuse(_ isThere: Bool, _ part: String) { if isThere { parts.append(part) } }

        refuse(profile.table.schema != nil, "a schema in `table`")
        if case .pattern = profile.key { parts.append("`key.form`") }
        refuse(profile.stored.scheme != .plain, "`stored.scheme: \(profile.stored.scheme.rawValue)`")
        refuse(profile.lookup != nil, "`lookup`")
        refuse(profile.publicID != nil, "`publicId`")
        refuse(profile.id?.source != .uuid, "another `id` than one with `made: uuid`")
        refuse(profile.owner?.kind != .uuid, "another `owner` than one with `type: uuid`")
        refuse(profile.owner?.isDedicated == true, "`owner.dedicated`")
        refuse(profile.owner?.active != nil, "`owner.active`")
        let owner = need(profile.owner?.creates, "no `owner.creates`")
        let references = need(profile.owner?.references, "no `owner.references`")
        refuse(references?.table.schema != nil, "a schema in `owner.references`")
        let name = need(profile.nameColumn, "no `name`")
        refuse(name?.isUnique == true, "`name.unique`")
        let active = profile.active.count == 1 ? profile.active[0] : nil
        let isFlag = active?.live == [.bool(true)] && active?.ended == .value(.bool(false))
        refuse(!isFlag, "another `active` than a flag that is true for live rows")
        let expires = need(profile.expires, "no `expires`")
        let created = need(profile.created, "no `created`")
        let times = [expires, created, profile.updated, profile.used].compactMap(\.self)
        refuse(
            times.contains { $0.postgreSQL != .timestamp || $0.sqlite != .timestamp },
            "another `type` than timestamp"
        )
        refuse(times.contains { $0.zone != .utc }, "another `zone` than UTC")
        refuse(times.contains { $0.ifPresent }, "`ifPresent`")
        refuse(profile.used.map { $0.every > .zero } ?? false, "`used.every`")
        refuse(!profile.only.isEmpty, "`only`")
        refuse(!profile.derived.isEmpty, "`derived`")
        refuse(!profile.hints.isEmpty, "`hints`")
        refuse(!profile.values.isEmpty, "`values`")
        refuse(!profile.perIdentity.isEmpty, "`perIdentity`")
        refuse(profile.delays != EffectDelays(), "`effectiveAfter`")

        guard parts.isEmpty, let owner, let references, let id = profile.id, let ownerColumn = profile.owner, let name,
            let active, let expires, let created
        else { return .failure(NotServed(parts: parts)) }
        var served = StoreProfile()
        served.owners.table = references.table.name
        served.owners.id = references.column
        served.owners.email = owner.email
        served.owners.name = owner.name
        served.owners.createdAt = owner.created
        served.owners.updatedAt = owner.updated
        served.keys.table = profile.table.name
        served.keys.id = id.column
        served.keys.owner = ownerColumn.column
        served.keys.key = profile.stored.column
        served.keys.name = name.column
        served.keys.isActive = active.column
        served.keys.expiresAt = expires.column
        served.keys.createdAt = created.column
        served.keys.lastUsedAt = profile.used?.column
        served.keys.updatedAt = profile.updated?.column
        served.alsoAccepts = profile.alsoAccepts
        // Whether sessions outlive a key is known of this server alone.
        if profile.name != Self.pmMCPServerName { served.sessionsEnd = nil }
        return .success(served)
    }

    /// What the profile of PM MCP Server is called.
    package static let pmMCPServerName = "pm-mcp-server"
}

package import Model

extension StoreProfile {
    /// Why this version cannot keep the keys of a profile.
    package struct NotServed: Error, Hashable {
        /// What it asks for that is not served yet, as the fields that say so.
        package let parts: [String]
    }

    /// The tables and columns of a profile, or what of it cannot be served yet.
    ///
    /// `pepper` is what the one stands for that the profile names.
    package static func serving(_ profile: Profile, pepper: Secret? = nil) -> Result<StoreProfile, NotServed> {
        servingAlike(profile) ?? servingDescribed(profile, pepper)
    }

    /// A table with the roles that PM MCP Server's has, whatever its columns are called; nil for any other.
    private static func servingAlike(_ profile: Profile) -> Result<StoreProfile, NotServed>? {
        let active = profile.active.count == 1 ? profile.active[0] : nil
        let isAlike =
            profile.table.schema == nil && profile.stored.scheme == .plain && profile.lookup == nil
            && profile.publicID == nil && profile.id?.source == .uuid && profile.owner?.kind == .uuid
            && profile.owner?.isDedicated != true && profile.owner?.active == nil
            && profile.owner?.references?.table.schema == nil && profile.nameColumn?.isUnique != true
            && active?.live == [.bool(true)] && active?.ended == .value(.bool(false))
            && profile.times.allSatisfy {
                $0.postgreSQL == .timestamp && $0.sqlite == .timestamp && $0.zone == .utc && $0.every == .zero
            }
            && profile.only.isEmpty && profile.derived.isEmpty && profile.hints.isEmpty && profile.values.isEmpty
            && profile.perIdentity.isEmpty && profile.optional.isEmpty && profile.delays == EffectDelays()
        guard isAlike, case .plain = profile.key, let id = profile.id, let ownerColumn = profile.owner,
            let owner = ownerColumn.creates, let references = ownerColumn.references, let name = profile.nameColumn,
            let active, let expires = profile.expires, let created = profile.created
        else { return nil }
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

    /// A table that its profile describes, or what of it is not served yet.
    private static func servingDescribed(_ profile: Profile, _ pepper: Secret?) -> Result<StoreProfile, NotServed> {
        let parts = KeyTable.notServed(profile)
        guard parts.isEmpty else { return .failure(NotServed(parts: parts)) }
        var served = StoreProfile()
        served.keys.table = profile.table.text
        served.keys.lastUsedAt = profile.used?.column
        served.alsoAccepts = profile.alsoAccepts
        served.sessionsEnd = nil
        served.described = KeyTable(profile, pepper: pepper)
        return .success(served)
    }

    /// What the profile of PM MCP Server is called.
    package static let pmMCPServerName = "pm-mcp-server"
}

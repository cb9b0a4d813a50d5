package import Model

/// The tables and columns of a server's schema: SQL is built from this value, never from literals.
package struct StoreProfile: Sendable, Hashable {
    package struct Owners: Sendable, Hashable {
        package var table = "users"
        package var id = "id"
        package var email = "email"
        package var name = "name"
        /// Written where it exists; nil where the schema has none.
        package var createdAt: String? = "created_at"
        package var updatedAt: String? = "updated_at"
        package init() {}
    }

    package struct Keys: Sendable, Hashable {
        package var table = "user_mcp_api_keys"
        package var id = "id"
        package var owner = "user_id"
        package var key = "api_key"
        package var name = "name"
        package var isActive = "is_active"
        package var expiresAt = "expires_at"
        package var createdAt = "created_at"
        /// Nil where the server keeps no time of last use.
        package var lastUsedAt: String? = "last_used_at"
        package var updatedAt: String? = "updated_at"
        package init() {}
    }

    package var owners = Owners()
    package var keys = Keys()

    /// What ends sessions that were opened with a key which has ended since, to follow "until"; nil where they end by
    /// themselves.
    package var sessionsEnd: String? = "the server is restarted"

    /// What the server takes for the same key besides what its row holds; nil for nothing.
    package var alsoAccepts: KeySpellings?

    /// The table of keys where it has other roles than PM MCP Server's; nil for that one's.
    package var described: KeyTable?

    package init() {}

    /// The same with another description of the table.
    func with(_ table: KeyTable) -> StoreProfile {
        var profile = self
        profile.described = table
        return profile
    }

    /// The tables that are asked about in the catalog, in the order in which they are.
    var catalogTables: [(content: StoreSchema.Table.Content, name: String)] {
        described == nil ? [(.owners, owners.table), (.keys, keys.table)] : [(.keys, keys.table)]
    }

    /// The column of the keys' table whose foreign key need not be tried, since owners are looked up; empty for none.
    var ownerColumn: String {
        described.map { $0.profile.owner?.lookedUp ?? "" } ?? keys.owner
    }

    /// The column with the end of a key; nil for none.
    var expiresColumn: String? { described.map { $0.profile.expires?.column } ?? keys.expiresAt }

    /// The seed's server, PM MCP Server.
    ///
    /// It looks for a key as it is sent, without `mcp_`, and with `mcp_` in front.
    package static let pmMCPServer: StoreProfile = {
        var profile = StoreProfile()
        profile.alsoAccepts = KeySpellings(prefix: "mcp_")
        return profile
    }()
}

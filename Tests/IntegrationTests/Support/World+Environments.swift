internal import Model
internal import TestSupport

extension World {
    /// An environment of the seed's system: a database of its own, and one identity, `backend`.
    ///
    /// `url` is what `database.url` says, the database's own, by a variable, where it is nil; `output` is relative to the
    /// world, `deploy/NAME` where it is nil.
    @discardableResult
    func addEnvironment(
        _ name: String,
        _ kind: SeedDatabase.Kind = .sqliteDashed,
        on cluster: PostgreSQLCluster? = nil,
        url: String? = nil,
        output: String? = nil,
        keyName: String = Place.keyName,
        rotation: String = "{ overlap: 48h }",
        deliver: [String] = World.deliveries
    ) throws -> Place {
        let place = Place(name: name, database: try SeedDatabase(kind, on: cluster))
        add(place)
        setURL(place)
        let output = output ?? place.output
        try write(
            "environments/\(name).yaml",
            """
            environment: \(name)
            database:
              url: \(url ?? "${\(name.uppercased())_DATABASE_URL}")
            output: ../\(output)
            identities:
              backend:
                owner: { id: \(Place.owner.id), email: \(Place.owner.email), name: \(Place.owner.name) }
                key: { name: \(keyName), prefix: mcp_, bytes: 32, encoding: hex }
                rotation: \(rotation)
                deliver:
            \(deliver.map { "      - \($0)" }.joined(separator: "\n"))

            """
        )
        mayHoldKeys(Self.fragments.map { "\(output)/\($0)" })
        return place
    }

    /// One of each kind that needs no template.
    static let deliveries = [
        "{ compose: api, variable: PM_MCP_API_KEY }",
        "{ dotenv: backend.env, variable: PM_MCP_API_KEY }",
        "{ secret: pm_mcp_api_key, service: api, variable: PM_MCP_API_KEY_FILE }",
    ]

    /// What ``deliveries`` write.
    static let fragments = ["backend.env", "compose.keyturn.yaml", "secrets/pm_mcp_api_key"]

    /// The variable that carries the environment's URL, as CI would set it.
    func setURL(_ place: Place, _ text: String? = nil) {
        let url = text ?? place.urlText
        set("\(place.name.uppercased())_DATABASE_URL", url)
        if !url.hasPrefix("sqlite:") { keepSecret(url) }
    }

    /// The key pasted into an environment's dotenv file, with a line that is not keyturn's.
    func paste(_ key: String, into place: Place) throws {
        try write("\(place.output)/backend.env", "# Pasted by hand.\nLOG_LEVEL=info\nPM_MCP_API_KEY=\(key)\n")
        try setMode("\(place.output)/backend.env", 0o600)
    }
}

extension Place {
    /// The database's own URL.
    var urlText: String {
        switch database.url {
        case .postgresql(let url): url.withBytes { String(decoding: $0, as: UTF8.self) }
        case .sqlite(let path): "sqlite:\(path)"
        }
    }
}

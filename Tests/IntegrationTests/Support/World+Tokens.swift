internal import TestSupport

extension World {
    /// What ``addTokens(_:_:profile:identity:rotation:)`` delivers to, as `API_KEY`.
    static let tokenFile = "deploy/prod/backend.env"

    /// An environment `prod` over one table, and one identity, `backend`.
    ///
    /// `sql` makes the table; `profile` and `identity` are lines of the profile besides `key`, which says what keys look like,
    /// and of the identity besides its rotation and its delivery.
    @discardableResult
    func addTokens(
        _ kind: SeedDatabase.Kind,
        _ sql: String,
        profile: [String],
        identity: [String],
        key: String = "{ prefix: tk_, bytes: 24, encoding: base64url }",
        rotation: String = "{ every: 30d, overlap: 2d }"
    ) throws -> Place {
        let place = Place(name: "prod", database: try SeedDatabase(kind))
        add(place)
        setURL(place)
        try place.database.execute(sql)
        try write(
            "environments/_profiles.yaml",
            """
            profiles:
              tokens:
                key: \(key)
            \(profile.map { "    \($0)" }.joined(separator: "\n"))

            """
        )
        try write(
            "environments/prod.yaml",
            """
            environment: prod
            database: { url: "${PROD_DATABASE_URL}", profile: tokens }
            output: ../deploy/prod
            identities:
              backend:
            \(identity.map { "    \($0)" }.joined(separator: "\n"))
                rotation: \(rotation)
                deliver: [ { dotenv: backend.env, variable: API_KEY } ]

            """
        )
        mayHoldKeys([Self.tokenFile])
        return place
    }

    /// The key in ``tokenFile``.
    func deliveredToken() throws -> GatewayKey { GatewayKey(text: try delivered("API_KEY", in: Self.tokenFile)) }

    /// What the profile of ``addTokens(_:_:profile:identity:rotation:)`` says of a table whose rows a flag can end.
    static let tokenFlag = "active: { column: revoked, live: [false], ended: true }"
}

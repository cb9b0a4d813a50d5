import Configuration
import Model
import Testing

/// A complete, valid profile that says almost everything; a line of it may be replaced.
enum ProfileSample {
    static let text = """
        profiles:
          shop:
            table: public.api_keys
            key: { form: "sk-{alphanumeric:8}.{secret=hex:64}" }
            stored:
              column: digest
              scheme: sha256
              encoding: base64
              of: secret
              prefix: "sha256:"
              pepper: { value: "${SHOP_PEPPER}", place: before }
            lookup: { column: prefix, first: 11 }
            id: { column: id, made: uuid }
            owner: { column: owner_id, type: integer, references: auth.users.id }
            only: { kind: service }
            name: { column: label, unique: true, maximum: 64 }
            active: { column: revoked, live: [false, null], ended: true }
            expires: { column: expires_ms, type: { postgresql: epoch-ms, sqlite: epoch } }
            created: { column: created_at, type: timestamp, zone: Europe/Berlin }
            updated: { column: updated_at, type: timestamptz }
            used: { column: updated_at, type: timestamptz, every: 1h }
            derived: [ { column: checksum, scheme: sha512 } ]
            hints: [ { column: mask, text: "{first4}...{last4}" } ]
            values: { scope: "{name}", models: [], limit: 5, note: null }
            perIdentity: { tenant: identifies, plan: optional, limit: required }
            effectiveAfter: { ended: 300s, issued: 60s, renewedByUse: true }
            onEnd: [redis-cli, DEL, "key:{stored}"]
            onEndTimeout: 10s

        """

    static let environment = """
        environment: prod
        database: { url: "sqlite:../prod.sqlite", profile: shop }
        output: ../deploy/prod
        identities:
          backend:
            owner: 17
            key: { name: Backend, values: { tenant: acme } }
            rotation: { every: 30d, overlap: 48h, expires: 90d }
            deliver: [ { dotenv: backend.env, variable: API_KEY } ]

        """

    static let variables = ["SHOP_PEPPER": "never shown, but long enough"]

    /// The profile with one text in it replaced, and nothing else beside it.
    static func load(_ old: String = "", _ new: String = "") async -> LoadedConfiguration {
        await Self.load(profiles: replaced(text, old, new))
    }

    /// An environment that has the profile, with one text in it replaced.
    static func load(environment old: String, _ new: String) async -> LoadedConfiguration {
        await load(profiles: text, environment: replaced(environment, old, new))
    }

    static func load(
        profiles: String,
        environment: String = Sample.prod,
        variables: [String: String] = variables
    ) async -> LoadedConfiguration {
        await ConfigurationTests.load(
            [
                "environments/_profiles.yaml": profiles, "environments/prod.yaml": environment,
                "templates/a.mustache": "{{key}}",
            ],
            variables: variables
        )
    }

    private static func replaced(_ text: String, _ old: String, _ new: String) -> String {
        guard !old.isEmpty else { return text }
        let parts = text.split(separator: old, omittingEmptySubsequences: false)
        #expect(parts.count == 2, "\(old) must be in the sample, once")
        return parts.joined(separator: new)
    }
}

extension LoadedConfiguration {
    /// A profile of `_profiles.yaml` without errors.
    func own(_ name: String) -> Profile? { profiles.own.first { $0.name == name }?.profile }
}

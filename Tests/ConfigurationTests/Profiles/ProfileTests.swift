import Diagnostics
import Model
import Testing

@testable import Configuration

struct ProfileTests {
    @Test func `every role is read`() async throws {
        let loaded = await ProfileSample.load()
        #expect(loaded.found == [])
        let profile = try #require(loaded.own("shop"))
        #expect(profile.table.schema == "public")
        #expect(profile.key.bits == 303)
        #expect(profile.stored.scheme == .sha256)
        #expect(profile.stored.of == .piece("secret"))
        #expect(profile.stored.pepper?.place == .before)
        #expect(profile.lookup == KeyLookup(column: "prefix", piece: .first(11)))
        #expect(profile.id == RowIDForm(column: "id", source: .uuid))
        #expect(profile.owner?.references?.table.text == "auth.users")
        #expect(profile.only == [ColumnValue(column: "kind", value: .text("service"))])
        #expect(profile.nameColumn?.maximum == 64)
        #expect(profile.active.first?.live == [.bool(false), .null])
        #expect(profile.active.first?.ended == .value(.bool(true)))
        #expect(profile.expires?.sqlite == .epoch)
        #expect(profile.created?.zone.name == "Europe/Berlin")
        #expect(profile.used?.every == .seconds(3_600))
        #expect(profile.derived.map(\.form.scheme) == [.sha512])
        #expect(profile.hints.first?.pieces == [.first(4), .last(4)])
        #expect(profile.values.map(\.value) == [.number("5"), .json("[]"), .null, .text("{name}")])
        #expect(profile.perIdentity.map(\.demand) == [.required, .optional, .identifies])
        #expect(profile.delays.issued == .seconds(60))
        #expect(profile.onEnd?.timeout == .seconds(10))
        #expect(profile.markerLength == 15)
    }

    @Test func `an environment takes its keys, owners and pepper from the profile that it names`() async throws {
        let loaded = await ProfileSample.load(
            profiles: ProfileSample.text,
            environment: ProfileSample.environment
        )
        #expect(loaded.found == [])
        let environment = try #require(loaded.environments.first?.environment)
        #expect(environment.profile?.name == "shop")
        #expect(environment.storedPepper == Secret(text: "never shown, but long enough"))
        #expect(environment.secretVariables == ["SHOP_PEPPER"])
        let identity = try #require(environment.identities.first)
        #expect(identity.ownerReference == "17")
        #expect(identity.key.form == loaded.own("shop")?.key)
        #expect(identity.key.values == [ColumnValue(column: "tenant", value: .text("acme"))])
    }

    private static let pairs = ProfileSample.text.replacing(
        "    only:",
        with: "    publicId: { column: public_key, form: \"pk-{uuid}\" }\n    only:"
    )

    @Test func `a delivery names a second variable where keys have a public part`() async throws {
        let declared = ProfileSample.environment.replacing(
            "variable: API_KEY }",
            with: "variable: API_KEY, publicVariable: API_KEY_ID }, { compose: api, variable: A, publicVariable: B }"
        )
        let loaded = await ProfileSample.load(profiles: Self.pairs, environment: declared)
        #expect(loaded.found == [])
        #expect(loaded.own("shop")?.publicID?.column == "public_key")
        let identity = try #require(loaded.environments.first?.environment?.identities.first)
        #expect(identity.deliveries.map(\.publicVariable) == ["API_KEY_ID", "B"])
    }

    @Test(arguments: [
        ("{ secret: api_key, service: api, variable: A_FILE, publicVariable: A_ID }", "misplaced-field 9:67"),
        ("{ template: a.mustache, file: a.conf, publicVariable: A_ID }", "misplaced-field 9:54"),
        ("{ compose: api, variable: A, publicVariable: \"A ID\" }", "bad-variable 9:61"),
    ])
    func `a public part is refused where no variable of the key is beside it`(delivery: String, found: String) async {
        let declared = ProfileSample.environment.replacing("{ dotenv: backend.env, variable: API_KEY }", with: delivery)
        let loaded = await ProfileSample.load(profiles: Self.pairs, environment: declared)
        #expect(loaded.found == [found])
    }

    @Test func `a second variable is refused where keys have no public part`() async {
        let loaded = await ProfileSample.load(environment: "API_KEY }", "API_KEY, publicVariable: API_KEY_ID }")
        #expect(loaded.found == ["misplaced-field 9:58"])
        #expect(loaded.diagnostics.first?.fix?.contains("add `publicId` to the profile") == true)
    }

    @Test func `a pepper is asked only where an environment has the profile`() async {
        let unused = await ProfileSample.load(profiles: ProfileSample.text, variables: [:])
        #expect(unused.found == [])
        let used = await ProfileSample.load(
            profiles: ProfileSample.text,
            environment: ProfileSample.environment,
            variables: [:]
        )
        #expect(used.found == ["missing-variable 2:52"])
    }

    @Test func `a profile is merged over the one that it extends, at its own places`() async throws {
        let loaded = await ProfileSample.load(
            profiles: """
                profiles:
                  proxy:
                    extends: litellm
                    table: proxy.LiteLLM_VerificationToken
                    hints: null
                    values: { spend: null, models: [gpt] }
                  odd:
                    extends: gitea
                    lookup: null

                """
        )
        #expect(loaded.found.count == 1)
        #expect(loaded.diagnostics.first?.summary == "`lookup` is missing: the stored form is salted")
        let profile = try #require(loaded.own("proxy"))
        #expect(profile.stored.column == "token")
        #expect(profile.hints.isEmpty)
        #expect(profile.values.first { $0.column == "models" }?.value == .json("[\"gpt\"]"))
        #expect(loaded.own("odd") == nil)
    }

    @Test func `a form in a profile hides the format of the one that it extends`() async throws {
        let loaded = await ProfileSample.load(
            profiles: "profiles: { proxy: { extends: litellm, key: { form: \"sk-{alphanumeric:40}\" } } }\n"
        )
        #expect(loaded.found == [])
        #expect(loaded.own("proxy")?.key.length == 43)
    }

    @Test func `one step of extending is followed`() async {
        let loaded = await ProfileSample.load(
            profiles: "profiles: { a: { extends: litellm }, b: { extends: a }, c: { extends: b } }\n"
        )
        #expect(loaded.own("a") != nil)
        #expect(loaded.own("b") == nil)
        #expect(loaded.diagnostics.map(\.code) == ["bad-profile", "bad-profile"])
    }

    @Test(arguments: [
        ("rotation: { overlap: 2d }", "[]", ["missing-field 7:5"]), ("", "[]", ["missing-field 5:3"]),
        ("rotation: { expires: 90d }", "[]", []), ("state: absent", "[]", []),
        ("rotation: { every: 30d, expires: 90d }", "[]", ["missing-field 8:5"]),
    ])
    func `where every row has an end, each identity says one`(
        _ line: String,
        _ deliver: String,
        _ found: [String]
    ) async {
        let environment = """
            environment: prod
            database: { url: "sqlite:../prod.sqlite", profile: keys }
            output: ../deploy/prod
            identities:
              backend:
                key: { name: Backend }
                \(line)
                deliver: \(deliver)

            """
        let loaded = await ProfileSample.load(
            profiles: """
                profiles:
                  keys:
                    table: keys
                    stored: { column: key }
                    name: { column: label }
                    expires: { column: ends, type: timestamp, required: true }

                """,
            environment: environment
        )
        #expect(loaded.found == found)
    }

    @Test(arguments: [("plain", ["too-long 6:5"]), ("sha512", [])])
    func `a key may be longer than a column where that holds a digest`(_ scheme: String, _ found: [String]) async {
        let environment = """
            environment: prod
            database: { url: "sqlite:../prod.sqlite", profile: keys }
            output: ../deploy/prod
            identities:
              backend:
                key: { name: Backend, bytes: 128 }
                deliver: [ { dotenv: backend.env, variable: API_KEY } ]

            """
        let stored = scheme == "plain" ? "" : ", scheme: \(scheme), encoding: hex"
        let loaded = await ProfileSample.load(
            profiles: """
                profiles:
                  keys: { table: keys, stored: { column: key\(stored) }, name: { column: label } }

                """,
            environment: environment
        )
        #expect(loaded.found == found)
    }

    @Test func `without an expiry in the rows nothing that hangs on one can be asked for`() async {
        let environment = """
            environment: prod
            database: { url: "sqlite:../prod.sqlite", profile: keys }
            output: ../deploy/prod
            identities:
              backend:
                key: { name: Backend }
                rotation: { every: 30d, expires: 90d, adoption: required }
                deliver: [ { dotenv: backend.env, variable: API_KEY } ]

            """
        let loaded = await ProfileSample.load(
            profiles: "profiles: { keys: { table: keys, stored: { column: key }, name: { column: label } } }\n",
            environment: environment
        )
        #expect(loaded.found == ["not-in-profile 7:24", "not-in-profile 7:38", "not-in-profile 7:53"])
        let owned = await ProfileSample.load(
            profiles: "profiles: { keys: { table: keys, stored: { column: key }, name: { column: label } } }\n",
            environment: environment.replacing("    key:", with: "    owner: 17\n    key:")
                .replacing("every: 30d, expires: 90d, adoption: required", with: "overlap: 2d")
        )
        #expect(owned.found == ["not-in-profile 6:5"])
    }

    @Test func `two identities may not be the same rows`() async {
        let second = "  copy:" + (ProfileSample.environment.split(separator: "  backend:").last ?? "")
        let loaded = await ProfileSample.load(
            profiles: ProfileSample.text,
            environment: ProfileSample.environment + second.replacing("backend.env", with: "copy.env")
        )
        #expect(loaded.found == ["duplicate-identity 10:3"])
        let apart = await ProfileSample.load(
            profiles: ProfileSample.text,
            environment: ProfileSample.environment
                + second.replacing("backend.env", with: "copy.env").replacing("acme", with: "other")
        )
        #expect(apart.found == [])
    }

    @Test func `an empty file of profiles is as good as none`() async {
        #expect(await ProfileSample.load(profiles: "# none yet\n").found == [])
        #expect(await ProfileSample.load(profiles: "profiles:\n").found == [])
    }
}

import Configuration
import Diagnostics
import Testing

/// One wrong thing in an otherwise valid profile: its code and place, and nothing else; each has a remedy.
struct BadProfileTests {
    @Test(
        arguments: [
            // Names and shapes.
            ("    table: public.api_keys\n", "", ["missing-field 2:3"]),
            ("table: public.api_keys", "tabel: public.api_keys", ["unknown-field 3:5"]),
            ("table: public.api_keys", "table: a.b.c", ["bad-value 3:12"]),
            ("table: public.api_keys", "table: [api_keys]", ["wrong-type 3:12"]),
            ("table: public.api_keys", "table: \"\"", ["bad-value 3:12"]),
            ("  shop:\n", "  sh op:\n", ["bad-name 2:3"]),
            ("  shop:\n", "  litellm:\n", ["bad-profile 2:3"]),
            ("profiles:\n", "profile:\n", ["unknown-field 1:1"]),
            ("    lookup:", "    first: 8\n    lookup:", ["misplaced-field 12:5"]),
            ("    lookup:", "    stored: { column: other }\n    lookup:", ["duplicate-key 12:5"]),
            // What keys look like.
            ("{secret=hex:64}", "{secret=hex:6z}", ["bad-profile 4:18"]),
            ("{secret=hex:64}", "{secret=hex}", ["bad-profile 4:18"]),
            ("{secret=hex:64}", "{secret=hex:0}", ["bad-profile 4:18"]),
            ("{secret=hex:64}", "{secret=base32:64}", ["bad-profile 4:18"]),
            ("{secret=hex:64}", "{secret=hex:64", ["bad-profile 4:18"]),
            ("{secret=hex:64}", "{secret=hex:64}}", ["bad-profile 4:18"]),
            ("{secret=hex:64}", "{secret=hex:64}/x", ["bad-profile 4:18"]),
            ("{secret=hex:64}", "{secret=hex:64}{secret=hex:8}", ["bad-profile 4:18"]),
            ("{secret=hex:64}", "{secret=hex:8}", ["weak-key 4:18"]),
            ("{alphanumeric:8}.{secret=hex:64}", "{alphanumeric:64}", ["bad-profile 5:5"]),
            ("key: { form:", "key: { prefix: sk-, form:", ["misplaced-field 4:12"]),
            ("{secret=hex:64}", "{id}.{secret=hex:64}", []),
            ("made: uuid", "made: database", []),
            // The stored form.
            ("scheme: sha256", "scheme: sha265", ["bad-value 7:15"]),
            ("scheme: sha256", "scheme: bcrypt", ["bad-value 7:15"]),
            ("encoding: base64", "encoding: base46", ["bad-value 8:17"]),
            ("of: secret", "of: secert", ["bad-profile 5:5"]),
            ("of: secret", "of: afterPrefix", ["bad-profile 4:5"]),
            ("of: secret", "of: key", ["bad-profile 4:5"]),
            (
                "scheme: sha256", "scheme: plain",
                [
                    "bad-profile 8:7", "bad-profile 9:7", "bad-profile 10:7", "bad-profile 11:7",
                ]
            ),
            ("scheme: sha256", "scheme: hmac-sha256", ["bad-profile 11:7"]),
            ("place: before", "place: key", ["bad-profile 11:7"]),
            ("place: before", "place: behind", ["bad-value 11:49"]),
            ("${SHOP_PEPPER}", "${SHOP_PEPPER}x", ["pepper-in-file 11:17"]),
            ("${SHOP_PEPPER}", "written out", ["pepper-in-file 11:17"]),
            ("${SHOP_PEPPER}", "${SHOP_PEPPER:-written out}", ["pepper-in-file 11:17"]),
            ("place: before }", "place: before, hashed: maybe }", ["bad-value 11:65"]),
            (
                "      of: secret\n", "      of: secret\n      rounds: 1000\n",
                ["bad-profile 10:7"]
            ),
            ("      of: secret\n", "      of: secret\n      length: 32\n", ["bad-profile 10:7"]),
            ("prefix: \"sha256:\"", "prefix: \"sha256:{salt}\"", ["bad-profile 10:15"]),
            ("prefix: \"sha256:\"", "prefix: \"sha256:{slat}\"", ["bad-profile 10:15"]),
            ("prefix: \"sha256:\"", "prefix: \"sha256:{\"", ["bad-profile 10:15"]),
            (
                "scheme: sha256", "scheme: pbkdf2-sha256",
                [
                    "missing-field 5:5", "missing-field 5:5", "missing-field 5:5", "bad-profile 11:7",
                ]
            ),
            (
                "      of: secret\n", "      of: secret\n      salt: { length: 10, encoding: hex }\n",
                [
                    "bad-profile 10:7", "bad-profile 10:7",
                ]
            ),
            (
                "      of: secret\n",
                "      of: secret\n      salt: { length: 10, encoding: hex, column: salt, place: after }\n", []
            ),
            (
                "      of: secret\n",
                "      of: secret\n      salt: { length: 0, encoding: hex, column: salt, place: after }\n",
                ["bad-value 10:23"]
            ),
            // Roles.
            ("column: checksum", "column: digest", ["bad-profile 22:26"]),
            ("column: mask", "column: label", ["bad-profile 23:24"]),
            ("only: { kind:", "only: { label:", ["bad-profile 16:21"]),
            ("column: expires_ms", "column: created_at", ["bad-profile 19:24"]),
            ("values: { scope:", "values: { kind:", ["bad-profile 24:15"]),
            ("{ column: prefix, first: 11 }", "{ column: prefix, first: 11, last: 4 }", ["misplaced-field 12:42"]),
            ("{ column: prefix, first: 11 }", "{ column: prefix }", ["missing-field 12:5"]),
            ("first: 11 }", "first: eleven }", ["bad-value 12:38"]),
            ("first: 11 }", "first: 200 }", ["bad-profile 12:5"]),
            ("made: uuid", "made: serial", ["bad-value 13:29"]),
            ("made: uuid", "made: text", ["missing-field 13:5"]),
            ("made: uuid", "made: uuid, length: 16", ["unused-field 13:35"]),
            ("made: uuid", "made: uuid, from: \"{first8}\"", ["misplaced-field 13:35"]),
            ("made: uuid", "from: \"{firts8}\"", ["bad-profile 13:29"]),
            ("made: uuid", "from: static", ["bad-profile 13:29"]),
            ("id: { column: id, made: uuid }", "id: { column: id }", ["missing-field 13:5"]),
            ("type: integer", "type: number", ["bad-value 14:38"]),
            ("references: auth.users.id", "references: users", ["bad-value 14:59"]),
            ("scheme: sha512 } ]", "scheme: plain } ]", ["bad-profile 22:5"]),
            (
                ", references: auth.users.id", ", creates: { email: email, name: name }",
                ["unused-field 14:47", "bad-profile 14:47"]
            ),
            (
                "references: auth.users.id", "references: auth.users.id, creates: { email: email, name: email }",
                ["bad-profile 14:74", "bad-profile 14:105"]
            ),
            ("unique: true", "unique: sometimes", ["bad-value 16:36"]),
            ("maximum: 64", "maximum: 12", ["bad-profile 16:5"]),
            ("maximum: 64", "maximum: -1", ["bad-value 16:51"]),
            ("live: [false, null], ended: true", "live: [], ended: true", ["bad-value 17:38"]),
            ("live: [false, null], ended: true", "live: [false, null]", ["missing-field 17:13"]),
            ("live: [false, null], ended: true", "live: [false, true], ended: true", ["bad-profile 17:60"]),
            ("live: [false, null], ended: true", "live: [false, false], ended: true", ["bad-profile 17:38"]),
            ("live: [false, null], ended: true", "live: [false], ended: now", ["bad-profile 17:38"]),
            // Times.
            ("postgresql: epoch-ms", "postgresql: millis", ["bad-value 18:56"]),
            ("{ postgresql: epoch-ms, sqlite: epoch }", "{ postgresql: epoch-ms }", ["missing-field 18:36"]),
            ("sqlite: epoch }", "mysql: epoch }", ["missing-field 18:36", "unknown-field 18:66"]),
            ("zone: Europe/Berlin", "zone: Europe/Berlim", ["bad-timezone 19:59"]),
            ("type: timestamp, zone", "type: timestamptz, zone", ["unused-field 19:55"]),
            ("column: created_at", "column: modified_at", ["bad-profile 19:24"]),
            ("every: 1h", "every: often", ["bad-duration 21:59"]),
            // What is written.
            ("scope: \"{name}\"", "scope: \"{nmae}\"", ["bad-profile 24:22"]),
            ("scope: \"{name}\"", "scope: \"{text:none}\"", ["bad-profile 24:22"]),
            ("scope: \"{name}\"", "scope: \"{name\"", ["bad-profile 24:22"]),
            ("tenant: identifies", "tenant: sometimes", ["bad-value 25:28"]),
            ("text: \"{first4}...{last4}\"", "text: \"{frist4}\"", ["bad-profile 23:36"]),
            ("text: \"{first4}...{last4}\"", "first: 4, last: 4", ["misplaced-field 23:40"]),
            ("text: \"{first4}...{last4}\"", "last: 70", ["weak-key 23:5"]),
            // A time of use that is also that of the last change.
            (
                "updated: { column: updated_at, type: timestamptz }", "updated: { column: updated_at, type: iso }",
                ["bad-profile 21:5"]
            ),
            (
                "used: { column: updated_at, type: timestamptz, every: 1h }",
                "used: { column: updated_at, type: { postgresql: timestamptz, sqlite: epoch }, every: 1h }",
                ["bad-profile 21:5"]
            ),
            // Effects.
            ("ended: 300s, ", "", ["unused-field 26:36"]),
            ("ended: 300s", "ended: 300", ["bad-duration 26:30"]),
            ("{stored}", "{key}", ["bad-profile 27:29"]),
            ("[redis-cli, DEL, \"key:{stored}\"]", "[]", ["bad-value 27:12"]),
            ("    onEnd: [redis-cli, DEL, \"key:{stored}\"]\n", "", ["unused-field 27:5"]),
            ("    only:", "    alsoAccepts: [withoutPrefix]\n    only:", ["bad-profile 15:5"]),
            ("    only:", "    alsoAccepts: [withPerfix]\n    only:", ["bad-value 15:19"]),
            // Public parts.
            ("    only:", "    publicId: { column: pub }\n    only:", ["missing-field 15:5"]),
            ("    only:", "    publicId: { column: digest, form: \"pk-{uuid}\" }\n    only:", ["bad-profile 15:25"]),
            ("    only:", "    publicId: { column: pub, form: \"pk-{hex:12}\" }\n    only:", ["bad-profile 15:36"]),
            (
                "    only:", "    publicId: { column: pub, form: \"client-of-a-long-name\" }\n    only:",
                ["bad-profile 15:36"]
            ),
            ("    only:", "    publicId: { column: pub, form: \"pk-{id}-{uuid}\" }\n    only:", ["bad-profile 15:36"]),
            ("    only:", "    publicId: { column: pub, form: \"pk-{uuid}.\" }\n    only:", ["bad-profile 15:36"]),
        ] as [(String, String, [String])]
    )
    func `one wrong thing in a profile is reported at its place, with a remedy`(
        old: String,
        new: String,
        found: [String]
    ) async {
        let loaded = await ProfileSample.load(old, new)
        #expect(loaded.found == found)
        #expect(loaded.diagnostics.allSatisfy { $0.fix != nil })
    }

    @Test(
        arguments: [
            // R14, R4e, and what a salted form needs.
            ("name: N\n", "", ["bad-profile 2:3", "bad-profile 2:3"]),
            ("name: N\n", "owner: { column: o, type: text }\n", ["bad-profile 2:3", "bad-profile 2:3"]),
            (
                "name: N\n",
                "owner: { column: o, type: text, dedicated: true }\n    created: { column: c, type: epoch }\n", []
            ),
            ("name: N\n", "owner: { column: o, type: text }\n    only: { k: v }\n", ["bad-profile 2:3"]),
            ("name: N\n", "only: { k: v }\n    expires: { column: e, type: epoch }\n", ["bad-profile 2:3"]),
            (
                "name: N\n",
                "owner: { column: o, type: text }\n    only: { k: v }\n    expires: { column: e, type: epoch }\n",
                []
            ),
            (
                "stored: S\n",
                """
                stored: { column: h, scheme: pbkdf2-sha256, rounds: 10, length: 32, \
                salt: { length: 9, encoding: hex, column: s } }

                """,
                ["bad-profile 4:5"]
            ),
            (
                "stored: S\n", "stored: { column: h, scheme: sha256, of: afterPrefix }\n", ["bad-profile 4:5"]
            ),
            ("stored: S\n", "stored: S\n    alsoAccepts: [withPrefix]\n", ["bad-profile 5:18"]),
            ("stored: S\n", "stored: S\n    key: { form: \"{id}.{hex:64}\" }\n", ["bad-profile 5:5"]),
            (
                "stored: S\n", "stored: S\n    active: { column: a, live: [1], ended: 0, ifPresent: true }\n",
                ["bad-profile 5:5"]
            ),
            ("stored: S\n", "stored: S\n    values: { a: { ifPresent: true } }\n", ["missing-field 5:18"]),
            ("stored: S\n", "stored: S\n    values: { a: { value: 1, ifPresent: 2 } }\n", ["bad-value 5:41"]),
            ("stored: S\n", "stored: S\n    values: { a: { value: 1 } }\n", []),
            ("stored: S\n", "stored: S\n    key: { bytes: 8 }\n", ["weak-key 5:19"]),
            ("stored: S\n", "stored: S\n    key: { encoding: alphanumeric }\n", ["bad-value 5:22"]),
            ("stored: S\n", "stored: S\n    extends: litelm\n", ["unknown-profile 5:14"]),
            ("stored: S\n", "stored: S\n    extends: small\n", ["unknown-profile 5:14"]),
        ]
    )
    func `a profile that lacks what a run needs is refused`(old: String, new: String, found: [String]) async {
        let text = """
            profiles:
              small:
                table: keys
                stored: S
                name: N

            """
        let replaced = text.replacing(old, with: new)
            .replacing("stored: S", with: "stored: { column: key }")
            .replacing("name: N", with: "name: { column: label }")
        let loaded = await ProfileSample.load(profiles: replaced)
        #expect(loaded.found == found)
        #expect(loaded.diagnostics.allSatisfy { $0.fix != nil })
    }

    @Test(
        arguments: [
            ("profile: shop", "profile: shopp", ["unknown-profile 2:52"]),
            ("owner: 17", "owner: seventeen", ["bad-value 6:12"]),
            ("    owner: 17\n", "", ["missing-field 5:3"]),
            ("owner: 17", "owner: { id: 17, email: a@b }", ["not-in-profile 6:22"]),
            ("owner: 17", "owner: { id: 17 }", []),
            ("{ tenant: acme }", "{ tenatn: acme }", ["missing-field 7:27", "not-in-profile 7:37"]),
            (", values: { tenant: acme }", "", ["missing-field 7:5"]),
            ("name: Backend", "name: \"Backend (5f1d7b4fc5e2)\"", ["bad-name 7:18"]),
            (
                "name: Backend", "name: A name of fifty-three characters that leaves no room",
                ["too-long 7:18"]
            ),
            ("key: { name: Backend, values", "key: { form: \"{hex:8}\", name: Backend, values", ["weak-key 7:18"]),
            (
                "key: { name: Backend, values", "key: { form: \"{hex:64}\", name: Backend, values",
                ["not-in-profile 7:12"]
            ),
            ("key: { name: Backend, values", "key: { prefix: sk-, name: Backend, values", ["not-in-profile 7:12"]),
            ("overlap: 48h", "overlap: 5m", ["not-in-profile 8:38"]),
            (
                "expires: 90d", "expires: 90d, adoption: required, quiet: 30m", ["not-in-profile 8:84"]
            ),
        ]
    )
    func `what an identity asks for and its key table has not is reported`(
        old: String,
        new: String,
        found: [String]
    ) async {
        let loaded = await ProfileSample.load(environment: old, new)
        #expect(loaded.found == found)
        #expect(loaded.diagnostics.allSatisfy { $0.fix != nil })
    }

    @Test func `an overlap that is too short says what it is compared with, and where that is declared`() async throws {
        let loaded = await ProfileSample.load(environment: "overlap: 48h", "overlap: 5m")
        let found = try #require(loaded.diagnostics.first)
        #expect(found.summary == "`overlap` of 5 min is too short: changes take effect after 6 min")
        #expect(
            found.detail
                == "that is `effectiveAfter.ended` (5 min) and `effectiveAfter.issued` (1 min) of the profile `shop`"
        )
    }

    @Test(arguments: [
        ("form: \"sk-{hex:64}\"", []), ("prefix: sk-live-", []), ("prefix: sk_", ["not-in-profile 7:12"]),
        ("form: \"{hex:64}\"", ["not-in-profile 7:12"]), ("form: \"sk-{id}.{hex:64}\"", ["not-in-profile 7:12"]),
    ])
    func `an identity's own keys have what the profile takes of them`(form: String, found: [String]) async {
        let profiles = ProfileSample.text
            .replacing("form: \"sk-{alphanumeric:8}.{secret=hex:64}\"", with: "prefix: sk-, bytes: 32, encoding: hex")
            .replacing("of: secret", with: "of: afterPrefix")
        let environment = ProfileSample.environment.replacing("key: { name", with: "key: { \(form), name")
        #expect(await ProfileSample.load(profiles: profiles, environment: environment).found == found)
    }

    @Test func `a pepper that is written out is in no message, and neither is its line`() async {
        let loaded = await ProfileSample.load("${SHOP_PEPPER}", "written out")
        let text = DiagnosticRenderer(sources: loaded.sources, style: .plain).render(loaded.diagnostics)
        #expect(text.contains("pepper-in-file"))
        #expect(!text.contains("written out\""))
    }

    @Test func `every beginning of a valid file is read or refused, with a remedy`() async {
        let bytes = Array(ProfileSample.text.utf8)
        for length in stride(from: 1, to: bytes.count, by: 3) {
            let loaded = await ProfileSample.load(profiles: String(decoding: bytes[..<length], as: UTF8.self))
            #expect(loaded.diagnostics.allSatisfy { $0.fix != nil }, "\(loaded.found)")
        }
    }
}

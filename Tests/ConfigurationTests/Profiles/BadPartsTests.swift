import Configuration
import Diagnostics
import Testing

/// Parts of a profile that do not go together, by what is said of them: nothing else is, and each has a remedy.
struct BadPartsTests {
    private static func profile(_ lines: String) -> String {
        """
        profiles:
          small:
            table: keys
            name: { column: label }
        \(lines.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))

        """
    }

    private static let digest = "stored: { column: h, scheme: sha256 }\n"
    private static let bytes = "`prefix` cannot be combined with `encoding: bytes`"

    @Test(
        arguments: [
            // Bytes hold the digest alone.
            ("stored: { column: h, scheme: sha256, encoding: bytes, prefix: \"v1:\" }", [bytes]),
            (
                "stored: { column: h, scheme: hmac-sha256, encoding: bytes, prefix: v1, pepper: { value: \"${P}\", place: key } }",
                [bytes]
            ),
            (
                "stored: { column: h, scheme: pbkdf2-sha256, rounds: 9, length: 32, encoding: bytes, "
                    + "salt: { length: 8, encoding: hex }, prefix: \"{salt}$\" }\nlookup: { column: l, first: 8 }",
                [bytes]
            ),
            (digest + "derived: [ { column: d, scheme: sha256, encoding: bytes, prefix: v1 } ]", [bytes]),
            (digest + "derived: [ { column: d, scheme: sha256, encoding: bytes } ]", []),
            // A piece that alone is digested is all that protects a key.
            (
                "key: { form: \"{hex:64}.{x=hex:8}\" }\nstored: { column: h, scheme: sha256, of: x }",
                ["the piece `x` of 32 random bits can be guessed, and nothing else of a key is digested"]
            ),
            (
                "key: { form: \"{x=hex:1}.{hex:64}\" }\nstored: { column: h, scheme: sha256, of: x }",
                ["the piece `x` of 4 random bits can be guessed, and nothing else of a key is digested"]
            ),
            (
                "key: { form: \"{hex:64}.{x=hex:32}\" }\nstored: { column: h, scheme: sha256, of: x }\n"
                    + "lookup: { column: l, last: 32 }",
                ["`lookup` leaves 0 random bits of a key unknown"]
            ),
            (
                "key: { form: \"{hex:32}.{x=hex:32}\" }\nstored: { column: h, scheme: sha256, of: x }\n"
                    + "lookup: { column: l, first: 32 }", []
            ),
            (
                digest + "key: { bytes: 20 }\nid: { column: id, from: \"{first37}\" }",
                ["`id.from` leaves 12 random bits of a key unknown"]
            ),
            (
                digest
                    + "key: { bytes: 20 }\nid: { column: id, from: \"{first20}{stored}\" }\nhints: [ { column: l, last: 4 } ]\n"
                    + "lookup: { column: f, first: 22 }",
                ["`hints`, `lookup` and `id.from` leave 56 random bits of a key unknown"]
            ),
            // Ids hold no keys.
            (
                "stored: { column: k }\nid: { column: id, from: \"{stored}\" }",
                ["`id.from` would put the key itself into the row's id"]
            ),
            // What is said of a profile is true of it.
            (
                digest + "active: { column: a, live: [1], ended: 0, ifPresent: true }\n"
                    + "expires: { column: e, type: epoch, ifPresent: true }",
                ["every column of `active` has `ifPresent`, and so has `expires`"]
            ),
            (
                "stored: { column: h, scheme: pbkdf2-sha256, rounds: 9, length: 32, salt: { length: 8, encoding: hex, column: s }, "
                    + "pepper: { value: \"${P}\", place: key } }\nlookup: { column: l, first: 8 }",
                ["`pepper` cannot be combined with `scheme: pbkdf2-sha256`"]
            ),
        ]
    )
    func `parts that do not go together are told once`(lines: String, summaries: [String]) async {
        let loaded = await ProfileSample.load(profiles: Self.profile(lines))
        #expect(loaded.diagnostics.map(\.summary) == summaries)
        #expect(loaded.diagnostics.allSatisfy { $0.fix != nil })
    }

    @Test func `what is digested besides an unused piece is named, and so is the form without the name`() async throws {
        let loaded = await ProfileSample.load(
            profiles: Self.profile(
                "key: { form: \"{x=alphanumeric:32}{y=alphanumeric:16}\" }\nstored: { column: h, scheme: sha256, of: x }"
            )
        )
        let found = try #require(loaded.diagnostics.first)
        #expect(found.detail == "A piece has a name so that it alone is digested. Now the piece `x` is.")
        #expect(found.fix?.hasSuffix("or remove the name: {x=alphanumeric:32}{alphanumeric:16}") == true)
    }

    @Test(arguments: [
        ("form: \"sk-{hex:32}\"", "hints: [ { column: l, last: 32 } ]", "`hints` of the profile `small` leaves 0"),
        ("prefix: sk-, bytes: 16", "lookup: { column: l, first: 33 }", "`lookup` of the profile `small` leaves 8"),
        ("bytes: 16", "id: { column: id, from: \"{last30}\" }", "`id.from` of the profile `small` leaves 8"),
        ("bytes: 16", "hints: [ { column: l, last: 4 } ]", nil),
    ])
    func `an identity's own keys are judged by what the profile shows of them`(
        key: String,
        shown: String,
        said: String?
    ) async {
        let environment = ProfileSample.environment.replacing("profile: shop", with: "profile: small")
            .replacing("    owner: 17\n", with: "")
            .replacing("values: { tenant: acme }", with: key)
            .replacing(", expires: 90d", with: "")
        let profile = Self.profile(Self.digest + shown + "\ncreated: { column: made_at, type: epoch }")
        let loaded = await ProfileSample.load(profiles: profile, environment: environment)
        #expect(
            loaded.diagnostics.map(\.summary) == (said.map { ["\($0) random bits of a key unknown"] } ?? [])
        )
    }

    @Test func `of a profile with errors nothing is said where a public part is delivered`() async {
        let environment = ProfileSample.environment
            .replacing("variable: API_KEY", with: "variable: API_KEY, publicVariable: API_ID")
        let profiles = ProfileSample.text.replacing("scheme: sha256", with: "scheme: sha265")
        let loaded = await ProfileSample.load(profiles: profiles, environment: environment)
        #expect(loaded.found == ["bad-value 7:15"])
    }
}

import Configuration
import Diagnostics
import Model
import Testing

/// `_revoked.yaml`.
struct RevocationTests {
    private func load(_ text: String, variables: [String: String] = [:]) async -> LoadedConfiguration {
        await ConfigurationTests.load(
            [
                "environments/prod.yaml": Sample.prod, "templates/a.mustache": "x", "environments/_revoked.yaml": text,
                // Not merged with.
                "environments/_defaults.yaml": "revoked: []\n",
            ].filter { $0.key != "environments/_defaults.yaml" || text.contains("defaults") },
            variables: variables
        )
    }

    private static func entry(
        _ fingerprint: String = "0f1e2d3c4b5a",
        _ date: String = "2026-11-20",
        _ reason: String = "leaked"
    ) -> String {
        "revoked:\n  - fingerprint: \(fingerprint)\n    date: \(date)\n    reason: \(reason)\n"
    }

    @Test func `revoked keys are read, in lower case, with their places`() async throws {
        let text =
            Self.entry("0F1E2D3C4B5A")
            + "  - { fingerprint: \"\(String(repeating: "09", count: 32))\", date: 2024-02-29, reason: \"${WHY}\" }\n"
        let loaded = await load(text, variables: ["WHY": "a laptop was stolen"])
        #expect(loaded.diagnostics == [])
        #expect(loaded.revoked.entries.map(\.fingerprint) == ["0f1e2d3c4b5a", String(repeating: "09", count: 32)])
        #expect(loaded.revoked.entries.map(\.date) == ["2026-11-20", "2024-02-29"])
        #expect(loaded.revoked.entries.map(\.reason) == ["leaked", "a laptop was stolen"])
        #expect(loaded.revoked.entries[0].location.description == "environments/_revoked.yaml:2:5")
        #expect(await load("revoked: []\n").revoked.entries.isEmpty)
        #expect(await ConfigurationTests.load(prod: Sample.prod).revoked.entries.isEmpty)
    }

    @Test(
        arguments: [
            (entry("0f1e2d3c4b5"), ["bad-fingerprint 2:18"]),
            (entry(String(repeating: "0", count: 65)), ["bad-fingerprint 2:18"]),
            (entry("0f1e2d3c4b5g"), ["bad-fingerprint 2:18"]), (entry("''"), ["bad-value 2:18"]),
            (entry("0f1e2d3c4b5a", "2026-02-29"), ["bad-value 3:11"]),
            (entry("0f1e2d3c4b5a", "20.11.2026"), ["bad-value 3:11"]),
            (entry("0f1e2d3c4b5a", "2026-11-20T00:00"), ["bad-value 3:11"]),
            (entry("0f1e2d3c4b5a", "2026-11-20", "''"), ["bad-value 4:13"]),
            (entry("x", "y", "''"), ["bad-fingerprint 2:18", "bad-value 3:11", "bad-value 4:13"]),
            ("revoked:\n  - fingerprint: 0f1e2d3c4b5a\n", ["missing-field 2:5", "missing-field 2:5"]),
            ("revoked:\n  - 0f1e2d3c4b5a\n", ["wrong-type 2:5"]), ("revoked: x\n", ["wrong-type 1:10"]),
            ("- x\n", ["wrong-type 1:1"]), ("revoked: [\n", ["yaml-syntax 1:10"]),
            ("revokd: []\n", ["unknown-field 1:1"]),
            (entry() + "    by: me\n", ["unknown-field 5:5"]),
            (entry() + "    date: 2026-11-21\n", ["duplicate-key 5:5"]),
            (entry() + "retain: 1d\n", ["unknown-field 5:1"]),
        ] as [(String, [String])]
    )
    func `a broken file is refused, for all environments`(text: String, found: [String]) async {
        let loaded = await load(text)
        #expect(loaded.found == found)
        #expect(loaded.diagnostics.hasErrors && loaded.diagnostics.allSatisfy { $0.address == nil })
        #expect(loaded.diagnostics.allSatisfy { $0.location?.file == "environments/_revoked.yaml" })
    }

    @Test func `a key that is revoked twice is reported, and stays revoked`() async {
        let loaded = await load(Self.entry() + Self.entry().split(separator: "\n").dropFirst().joined(separator: "\n"))
        #expect(loaded.found == ["warning duplicate-revocation 5:5"])
        #expect(loaded.revoked.entries.count == 2)
    }

    /// Wherever it is pasted: as the fingerprint, in another field's place, in a text that is no YAML.
    @Test(arguments: [
        "revoked:\n  - fingerprint: KEY\n    date: 2026-11-20\n    reason: x\n",
        "revoked:\n  - fingerprint: 0f1e2d3c4b5a\n    date: KEY\n    reason: x\n",
        "revoked:\n  - fingerprint: \"KEY\n", "revoked: KEY\n", "revoked: [KEY]\n", "KEY\n",
        "revoked:\n  - fingerprint: >\n      KEY\n    date: 2026-11-20\n    reason: x\n",
        "revoked:\n  - fingerprint: ${NOBODY}\n    date: 2026-11-20\n    reason: KEY\n",
    ])
    func `a key that was pasted is in no message and no snippet`(text: String) async {
        // Short and long, with a prefix and without; put together here, so that no file holds what looks like a key.
        let half = "x7Kq-Tz0Vb3"
        for key in [half + "_" + String(half.reversed()), "mcp_" + String(repeating: "09af", count: 16)] {
            let loaded = await load(text.replacing("KEY", with: key))
            #expect(loaded.diagnostics.hasErrors)
            let shown = DiagnosticRenderer(sources: loaded.sources).render(loaded.diagnostics)
            for part in [key, String(key.prefix(8)), String(key.suffix(8))] {
                #expect(!shown.contains(part))
                #expect(!loaded.diagnostics.json.pretty.contains(part))
            }
        }
    }

    @Test(arguments: [
        "", "\n", "# nothing yet\n", "~\n", "revoked:\n", "revoked: []\n", "revoked:\n# - fingerprint: …\n",
    ])
    func `a file that names no key yet is one`(text: String) async {
        let loaded = await load(text)
        #expect(loaded.diagnostics == [] && loaded.revoked.entries.isEmpty)
    }

    /// Keys are put together here, so that no file holds what looks like one.
    private static let hex = String(repeating: "09af", count: 16)
    private static let base64 = String(repeating: "aZ3-", count: 9)

    @Test(arguments: [
        "was mcp_\(hex)", "mcp_\(hex)", "(mcp_\(hex))", "KEY=mcp_\(hex)", "https://host/?key=mcp_\(hex)&x=1",
        "old-mcp_\(hex)", "sk_live_\(base64) is public", "some_other_\(hex.prefix(32))",
        // Of the second environment's own format, without a prefix; of the third's, with another one.
        "\(hex.prefix(48)) leaked", "acme-\(hex.prefix(32))",
    ])
    func `a reason that holds a whole key is refused`(reason: String) async {
        let loaded = await loadThree(reason)
        #expect(loaded.found == ["secret-in-reason 4:13"])
        #expect(!DiagnosticRenderer(sources: loaded.sources).render(loaded.diagnostics).contains("09af09af"))
    }

    @Test(arguments: [
        "committed by accident in \(hex.prefix(40))", "https://wiki.example.org/Incident-2026-\(hex.prefix(32))",
        "see https://wiki.example.org/Incident_Review-\(hex.prefix(32))", "its SHA-256 is \(hex)", "mcp_ keys of 2024",
        "00000000-0000-0000-0000-000000000000", "the_very_long_name_of_a_pipeline_that_ran_in_2026_on_a_runner",
        "the password: it was the same everywhere", "mcp_\(hex.prefix(12))", "acme-\(hex.prefix(31))",
    ])
    func `a reason may name commits, pages and fingerprints`(reason: String) async {
        #expect(await loadThree(reason).found == [])
    }

    /// Beside `prod`, whose keys are `mcp_` and 64 digits, one with 48 digits and one with `acme-` and 32.
    private func loadThree(_ reason: String) async -> LoadedConfiguration {
        func other(_ name: String, _ prefix: String, _ bytes: Int) -> String {
            Sample.prod.replacing("prod", with: name).replacing("prefix: mcp_", with: "prefix: \(prefix)")
                .replacing("bytes: 32", with: "bytes: \(bytes)")
        }
        return await ConfigurationTests.load([
            "environments/prod.yaml": Sample.prod, "environments/stage.yaml": other("stage", "\"\"", 24),
            "environments/test.yaml": other("test", "acme-", 16), "templates/a.mustache": "x",
            "environments/_revoked.yaml": Self.entry("0f1e2d3c4b5a", "2026-11-20", "\"\(reason)\""),
        ])
    }
}

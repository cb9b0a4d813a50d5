import Diagnostics
import Model
import Testing

@testable import Configuration

struct ShippedProfileTests {
    @Test(arguments: ShippedProfiles.all.map(\.name))
    func `a shipped profile is read without an objection, by the reader of a team's own`(name: String) async throws {
        let reader = ProfileReader(
            folder: "/repo/environments",
            variables: [:],
            files: MemoryFiles([:]),
            calendars: CalendarTable(MemoryFiles([:]))
        )
        let (profile, diagnostics) = reader.shipped(name)
        #expect(diagnostics == [])
        #expect(try #require(profile).name == name)
    }

    @Test func `a shipped profile under another name is a starting point for one's own`() async throws {
        for shipped in ShippedProfiles.all {
            let text = String(decoding: shipped.text, as: UTF8.self)
                .replacing("\n  \(shipped.name):\n", with: "\n  my-\(shipped.name):\n")
            let loaded = await ProfileSample.load(profiles: text)
            #expect(loaded.found == [], "\(shipped.name)")
            #expect(loaded.own("my-\(shipped.name)") != nil)
        }
    }

    /// The vector was computed by another program than this one.
    @Test func `Langfuse's digest is that of the secret key and of the hexadecimal digest of its salt`() throws {
        let profile = try #require(ShippedProfiles.profile("langfuse"))
        let digester = KeyDigester(profile.stored, of: profile.key, pepper: Secret(text: "mysalt"))
        // A key of a test alone.
        let key = Secret(text: "sk-" + "keyturn-0123456789abcdef0123456789abcdef")
        let digest = "8e135a8784cf0c001d9aae7914f90da5eb1b3374240f76b1734a64f3d406eeb8"
        #expect(key.withBytes { digester?.stored($0, salt: nil) } == .text(digest))
    }

    @Test func `the standard profile is what an environment has that names none`() async throws {
        let loaded = await load(prod: Sample.prod)
        #expect(try #require(loaded.environments.first?.environment?.profile).name == ShippedProfiles.standard)
        let named = await load(prod: Sample.prod("  url: sqlite", "  profile: pm-mcp-server\n  url: sqlite"))
        let first = try #require(loaded.environments.first?.environment)
        let second = try #require(named.environments.first?.environment)
        #expect(first.profile == second.profile)
        #expect(first.identities.map(\.key.format) == second.identities.map(\.key.format))
    }
}

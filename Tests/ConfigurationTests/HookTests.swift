import Configuration
import Diagnostics
import Model
import Testing

/// `onChange`, `onChangeTimeout` and `state`.
struct HookTests {
    private func load(environment: String = "", identity: String = "", variables: [String: String] = [:]) async
        -> LoadedConfiguration
    {
        let text = Sample.prod("identities:\n", environment + "identities:\n")
            .replacing("    key:\n", with: identity + "    key:\n")
        return await ConfigurationTests.load(prod: text, variables: variables)
    }

    private func hook(environment: String = "", identity: String = "") async -> Hook? {
        let loaded = await load(environment: environment, identity: identity)
        #expect(loaded.diagnostics == [])
        return loaded.environments[0].environment?.identities[0].onChange
    }

    private static let folder = "/repo/environments"

    @Test func `an identity's own hook comes before its environment's`() async {
        let environment = "onChange: [make, reload]\nonChangeTimeout: 1m\n"
        #expect(await hook() == nil)
        #expect(
            await hook(environment: environment)
                == Hook(arguments: ["make", "reload"], timeout: .seconds(60), folder: Self.folder)
        )
        #expect(
            await hook(environment: environment, identity: "    onChange: [a, \"\", -b]\n")
                == Hook(arguments: ["a", "", "-b"], timeout: .seconds(60), folder: Self.folder)
        )
        #expect(
            await hook(environment: environment, identity: "    onChangeTimeout: 2m\n")
                == Hook(arguments: ["make", "reload"], timeout: .seconds(120), folder: Self.folder)
        )
        #expect(await hook(environment: environment, identity: "    onChange: null\n") == nil)
        #expect(
            await hook(identity: "    onChange: [a]\n")
                == Hook(arguments: ["a"], timeout: .seconds(300), folder: Self.folder)
        )
    }

    @Test func `variables are replaced in each text`() async {
        let loaded = await load(identity: "    onChange: [\"${TOOL}\", \"$$x\"]\n", variables: ["TOOL": "make all"])
        #expect(loaded.environments[0].environment?.identities[0].onChange?.arguments == ["make all", "$x"])
    }

    @Test(
        arguments: [
            ("onChange: docker compose up\n", ["wrong-type 5:11"]), ("onChange: []\n", ["bad-value 5:11"]),
            ("onChange: ['']\n", ["bad-value 5:12"]), ("onChange: [a, ~]\n", ["wrong-type 5:15"]),
            ("onChange: [a, { b: c }]\n", ["wrong-type 5:15"]), ("onChange: [a, \"b\\0c\"]\n", ["bad-value 5:15"]),
            ("onChange: [a, \"${NOBODY}\"]\n", ["missing-variable 5:16"]),
            ("onChangeTimeout: 5\n", ["bad-duration 5:18"]),
            ("onChangeTimeout: 5m\n", []), ("state: absent\n", ["misplaced-field 5:1"]),
        ] as [(String, [String])]
    )
    func `an environment's bad hook is refused at its place`(text: String, found: [String]) async {
        #expect(await load(environment: text).found == found)
    }

    @Test func `a timeout of nothing is refused`() async {
        #expect(await load(identity: "    onChangeTimeout: 5m\n").found == ["unused-field 11:5"])
    }

    @Test func `an identity may be absent`() async {
        let absent = await load(identity: "    state: absent\n")
        #expect(absent.environments[0].environment?.identities[0].isAbsent == true)
        let present = await load(identity: "    state: present\n")
        #expect(present.environments[0].environment?.identities[0].isAbsent == false)
        #expect(await load(identity: "    state: abesnt\n").diagnostics.first?.fix == "write `absent`")
    }
}

import Configuration
import Diagnostics
import Testing

struct FolderTests {
    @Test func `a missing folder is one clear error`() async {
        let loaded = await load(["other/x": ""])
        #expect(loaded.found == ["missing-folder"])
        #expect(loaded.diagnostics.first?.fix?.contains("keyturn init") == true)
    }

    @Test func `a folder without environments is one clear error`() async {
        #expect(await load(["environments/README.md": "x"]).found == ["empty-folder"])
    }

    @Test(arguments: [
        ("_revokd.yaml", "unknown-file 1:1"), ("_policy.yml", "unknown-file 1:1"),
        ("_default.yaml", "unknown-file 1:1"), ("_x.yaml", "unknown-file 1:1"), ("-a.yaml", "bad-file-name 1:1"),
        ("a b.yaml", "bad-file-name 1:1"), ("dev.yml", "warning ignored-file 1:1"),
        ("DEV.YAML", "warning ignored-file 1:1"),
    ])
    func `a file that would be ignored silently is reported`(name: String, found: String) async {
        let loaded = await load([
            "environments/prod.yaml": Sample.prod, "templates/a.mustache": "x", "environments/" + name: "x: y\n",
        ])
        #expect(loaded.found == [found])
        #expect(loaded.environments.map(\.name) == ["prod"])
    }

    @Test func `hidden files and other kinds of files are left alone`() async {
        let loaded = await load([
            "environments/prod.yaml": Sample.prod, "templates/a.mustache": "x", "environments/.prod.yaml": "",
            "environments/README.md": "",
        ])
        #expect(loaded.found == [])
    }

    @Test(arguments: [
        (FileProblem.missing, "unreadable-file 1:1"), (.wrongKind, "unreadable-file 1:1"),
        (.tooLarge(bytes: 50 << 20), "file-too-large 1:1"), (.unreadable("Permission denied"), "unreadable-file 1:1"),
    ])
    func `a file that cannot be read is an error of its environment`(problem: FileProblem, found: String) async {
        var files = MemoryFiles([:])
        files.problems["/repo/environments/prod.yaml"] = problem
        let loaded = await ConfigurationLoader(directory: "environments", variables: [:], files: files).load()
        #expect(loaded.found == [found])
        #expect(loaded.diagnostics.first?.address == "prod")
        #expect(loaded.environments.first?.hasErrors == true)
    }
}

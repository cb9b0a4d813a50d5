internal import Foundation
internal import TestSupport
internal import Testing

/// The text of a template is shown only where the template is part of the configuration's repository: whoever sends in a
/// change to be planned names the template, and reads the plan.
@Suite(.unlessItHangs) struct TemplateTextTests {
    private let world: World
    private let token = "password p4ss-word of the CI"

    init() throws {
        world = try World()
        try git("init", "-q")
        try world.write(".gitignore", "/deploy/\n/secret.env\n/tmp/\n/home/\n")
    }

    private func git(_ arguments: String...) throws {
        try TestProcess.run(["git", "-C", world.folder.path] + arguments)
    }

    private func deliver(_ template: String) throws {
        try world.addEnvironment("prod", .postgreSQLBySQL, deliver: ["{ template: \(template), file: out.conf }"])
        world.mayHoldKeys(["deploy/prod/out.conf"])
    }

    private func shown() async throws -> String {
        var shown = ""
        for command in [
            ["validate"], ["plan", "--diff"], ["plan", "--format", "json"], ["plan", "--format", "markdown"],
            ["plan", "--out", "tmp/p"], ["show", "tmp/p", "--diff"], ["apply", "--yes", "--diff"],
            ["rotate", "prod/backend", "--now", "--reason", "test"], ["verify"],
        ] {
            let run = try await world.keyturn(command)
            #expect(run.exitCode == 0 || command == ["verify"], "\(run)")
            shown += run.output + run.errors
        }
        return shown
    }

    @Test func `what is committed is shown`() async throws {
        try world.write("templates/t.mustache", "\(token)\n{{key}}\n")
        try git("add", "templates")
        try deliver("t.mustache")
        #expect(try await shown().contains("+ \(token)"))
    }

    @Test(arguments: ["../secret.env", "../unknown.env", "../inner/a.env", "linked"])
    func `what git ignores, does not know or has of another repository is not shown`(_ template: String) async throws {
        for file in ["secret.env", "unknown.env", "inner/a.env"] { try world.write(file, "\(token)\n{{key}}\n") }
        try TestProcess.run(["git", "init", "-q", world.path("inner")])
        try TestProcess.run(["git", "-C", world.path("inner"), "add", "a.env"])
        try world.makeFolder("templates")
        try FileManager.default.createSymbolicLink(
            atPath: world.path("templates/linked"),
            withDestinationPath: "../secret.env"
        )
        try git("add", "templates", ".gitignore")
        try deliver(template)
        let shown = try await shown()
        #expect(!shown.contains("p4ss-word"), "\(shown)")
        #expect(shown.contains("hidden"), "\(shown)")
        #expect(try world.read("deploy/prod/out.conf").contains(token))
    }
}

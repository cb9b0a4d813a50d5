internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// Live keys in the repository that an output folder is in, whether or not the folder is there.
@Suite(.unlessItHangs, .enabled(if: Tool.git.isInstalled)) struct KeysInGitTests {
    @Test(arguments: ["", "infra/deploy/prod"])
    func `the repository of an output folder is looked at before the folder is made`(made: String) async throws {
        let world = try World()
        let place = try world.addEnvironment("prod")
        let key = randomKey()
        try place.insertByHand(key)
        let file = try world.read("environments/prod.yaml")
        let output = try #require(file.split(separator: "\n").first { $0.hasPrefix("output:") })
        try world.write("environments/prod.yaml", file.replacing(output, with: "output: ../infra/deploy/prod"))
        try world.write("infra/app.yml", "key: \"\(key)\"\n")
        world.mayHoldKeys(["infra/app.yml"])
        if !made.isEmpty { try world.makeFolder(made) }
        for arguments in [["init", "-q"], ["add", "app.yml"]] {
            try TestProcess.run(["git", "-C", world.path("infra")] + arguments)
        }
        let plan = try await world.keyturn("plan")
        #expect(plan.warningCodes.contains("live-key-in-git"), "\(plan)")
        // Of which repository the file is must be told.
        #expect(plan.errors.contains("infra/app.yml:1"), "\(plan)")
        let verify = try await world.keyturn("verify")
        #expect(verify.errorCodes.contains("live-key-in-git"), "\(verify)")
    }
}

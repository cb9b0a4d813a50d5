import Configuration
import Diagnostics
import Foundation
import Testing

/// The schemas that editors read, judged by a validator that knows nothing of the reader.
struct EditorSchemaTests {
    private typealias Question = SchemaOracle.Question

    @Test func `what the reader accepts of all cases the schemas accept`() async throws {
        var questions: [Question] = []
        var names: [String] = []
        for folder in try Repository.configurations() {
            let files = try Repository.files(in: folder)
            let loaded = await load(files, variables: Repository.variables)
            for environment in loaded.environments where !environment.hasErrors {
                names.append(environment.file)
                let file = "environments/\(environment.name).yaml"
                questions.append(Question(file: .environment, text: try #require(files[file])))
            }
            guard !loaded.diagnostics.contains(where: \.isError) else { continue }
            for (name, file) in [
                ("_defaults", EditorSchema.File.defaults), ("_revoked", .revoked), ("_policy", .policy),
                ("_profiles", .profiles),
            ] {
                guard let text = files["environments/\(name).yaml"] else { continue }
                names.append("\(folder) \(name)")
                questions.append(Question(file: file, text: text))
            }
        }
        #expect(questions.count > 20)
        for (name, verdict) in zip(names, try SchemaOracle.verdicts(questions)) {
            #expect(verdict == "valid", "\(name)")
        }
    }

    @Test func `good files of every form are accepted by both`() async throws {
        let texts = GoodFiles.environments
        for text in texts {
            #expect(await load(prod: text, variables: ["NAME": "x1"]).diagnostics.filter(\.isError) == [], "\(text)")
        }
        for (text, verdict) in zip(
            texts,
            try SchemaOracle.verdicts(texts.map { Question(file: .environment, text: $0) })
        ) {
            #expect(verdict == "valid", "\(text)")
        }
        let others =
            GoodFiles.defaults.map { Question(file: .defaults, text: $0) }
            + GoodFiles.revoked.map { Question(file: .revoked, text: $0) }
            + GoodFiles.policy.map { Question(file: .policy, text: $0) }
            + ([ProfileSample.text] + ShippedProfiles.all.map { String(decoding: $0.text, as: UTF8.self) }).map {
                Question(file: .profiles, text: $0)
            }
        for (question, verdict) in zip(others, try SchemaOracle.verdicts(others)) {
            #expect(verdict == "valid", "\(question.text)")
        }
    }

    @Test func `bad files are refused by both`() async throws {
        for text in BadFiles.environments {
            #expect(await load(prod: text).diagnostics.contains(where: \.isError), "the reader accepts: \(text)")
        }
        let questions =
            BadFiles.environments.map { Question(file: .environment, text: $0) }
            + BadFiles.defaults.map { Question(file: .defaults, text: $0) }
            + BadFiles.revoked.map { Question(file: .revoked, text: $0) }
            + BadFiles.policy.map { Question(file: .policy, text: $0) }
        for (question, verdict) in zip(questions, try SchemaOracle.verdicts(questions)) {
            #expect(verdict.hasPrefix("refused"), "the schema accepts: \(question.text)")
        }
    }

    /// Every value of a file replaced by every one of a list: where the reader takes it, so does the schema.
    @Test func `the schema is nowhere stricter than the reader, and seldom milder`() async throws {
        var questions: [Question] = []
        var accepted: [Bool] = []
        for text in Mutations.all(of: GoodFiles.everything) {
            questions.append(Question(file: .environment, text: text))
            accepted.append(await !load(prod: text, variables: ["NAME": "x1"]).diagnostics.contains(where: \.isError))
        }
        let verdicts = try SchemaOracle.verdicts(questions)
        var caught = 0
        for (index, verdict) in verdicts.enumerated() {
            if accepted[index] {
                #expect(verdict == "valid", "\(questions[index].text)")
            } else if verdict != "valid" {
                caught += 1
            }
        }
        let refused = accepted.count { !$0 }
        #expect(accepted.count - refused > 100)
        #expect(caught * 100 > refused * 85, "the schema caught \(caught) of \(refused) bad files")
    }
}

/// Configurations that are in the repository.
private enum Repository {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let variables = Dictionary(
        uniqueKeysWithValues: ["DEV", "STAGING", "PROD", "TEST"].map { ("\($0)_DATABASE_URL", "sqlite:\($0).sqlite") }
    )

    /// The shipped example, and every case of the command line.
    static func configurations() throws -> [String] {
        let golden = root.appendingPathComponent("Tests/IntegrationTests/Golden").path
        let cases = try FileManager.default.contentsOfDirectory(atPath: golden).sorted().map { "\(golden)/\($0)" }
        return [root.path] + cases.filter { FileManager.default.fileExists(atPath: "\($0)/environments") }
    }

    /// The files of a configuration by their paths, filled as the cases' are.
    static func files(in folder: String) throws -> [String: String] {
        var files: [String: String] = [:]
        for part in ["environments", "templates"] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(part)")) ?? []
            for name in names {
                guard let text = try? String(contentsOfFile: "\(folder)/\(part)/\(name)", encoding: .utf8) else {
                    continue
                }
                files["\(part)/\(name)"] = text.replacing(/{{(fingerprint|key|short) ([a-z0-9]+)}}/) { match in
                    // Another one for each name.
                    String(match.output.2.utf8.map { String($0, radix: 16) }.joined().prefix(12))
                        .padding(toLength: 12, withPad: "0", startingAt: 0)
                }
            }
        }
        return files
    }
}

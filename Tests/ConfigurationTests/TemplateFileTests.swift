import Configuration
import Diagnostics
import Foundation
import Testing

/// Templates on a real disk, behind links.
struct TemplateFileTests {
    private func codes(template: String, prepare: (_ folder: String) throws -> Void) async throws -> [String] {
        let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
        let folder = "\(base)/keyturn-test-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["repo/environments", "repo/templates", "elsewhere"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        try Data("{{key}}".utf8).write(to: URL(fileURLWithPath: "\(folder)/elsewhere/t"))
        try Data("{{key}}".utf8).write(to: URL(fileURLWithPath: "\(folder)/repo/templates/a.mustache"))
        let text = Sample.prod("template: a.mustache", "template: \(template)")
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/repo/environments/prod.yaml"))
        try prepare(folder)
        let loader = ConfigurationLoader(directory: "\(folder)/repo/environments", variables: [:], files: DiskFiles())
        return await loader.load().diagnostics.map(\.code)
    }

    private func link(_ path: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    }

    @Test func `a template of the repository is read, also by a link inside of it`() async throws {
        #expect(try await codes(template: "a.mustache") { _ in } == [])
        let codes = try await codes(template: "b.mustache") {
            try link("\($0)/repo/templates/b.mustache", to: "a.mustache")
        }
        #expect(codes == [])
    }

    @Test func `a link that leads out of the repository is refused`() async throws {
        let file = try await codes(template: "b.mustache") {
            try link("\($0)/repo/templates/b.mustache", to: "../../elsewhere/t")
        }
        #expect(file == ["template-outside"])
        let folder = try await codes(template: "../out/t") { try link("\($0)/repo/out", to: "\($0)/elsewhere") }
        #expect(folder == ["template-outside"])
    }

    @Test func `what is in git's own folder is not a template, by a link neither`() async throws {
        func git(_ folder: String) throws {
            try FileManager.default.createDirectory(atPath: "\(folder)/repo/.git", withIntermediateDirectories: false)
            try Data("{{key}}".utf8).write(to: URL(fileURLWithPath: "\(folder)/repo/.git/config"))
        }
        #expect(try await codes(template: "../.git/config", prepare: git) == ["template-outside"])
        let linked = try await codes(template: "b.mustache") {
            try git($0)
            try link("\($0)/repo/templates/b.mustache", to: "../.git/config")
        }
        #expect(linked == ["template-outside"])
    }

    @Test func `the repository is the nearest folder with git's, however deep the environments are`() async throws {
        let within = try await codes(template: "../../elsewhere/t") {
            try FileManager.default.createDirectory(atPath: "\($0)/.git", withIntermediateDirectories: false)
        }
        #expect(within == [])
        #expect(try await codes(template: "../../elsewhere/t") { _ in } == ["template-outside"])
    }
}

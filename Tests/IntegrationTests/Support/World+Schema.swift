internal import Foundation
internal import TestSupport
internal import Testing

extension World {
    /// Holds an environment file, and the defaults where they are there, against the schemas that `init` wrote beside them.
    ///
    /// Judged by an independent implementation.
    func expectSchema(of name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let files = [("environment", "environments/\(name).yaml"), ("defaults", "environments/_defaults.yaml")].filter {
            exists($0.1)
        }
        let schemas = try files.map { "\"\($0.0)\": \(try read("environments/.schema/\($0.0).json"))" }
        let folder = try TemporaryFolder()
        try "{\(schemas.joined(separator: ","))}".write(toFile: folder("schemas"), atomically: false, encoding: .utf8)
        let texts = try files.map { "\u{1e}\($0.0)\n\(try read($0.1))" }.joined()
        try texts.write(toFile: folder("texts"), atomically: false, encoding: .utf8)
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let script = tests.path + "/ConfigurationTests/Oracle/validate.py"
        // Debian's interpreter by its path: another one that comes first in PATH has no jsonschema.
        let verdicts = try TestProcess.run(["/usr/bin/python3", "-B", script, folder("schemas"), folder("texts")])
        let valid = [Substring](repeating: "valid", count: files.count)
        #expect(verdicts.split(separator: "\n") == valid, "\(verdicts)", sourceLocation: sourceLocation)
    }
}

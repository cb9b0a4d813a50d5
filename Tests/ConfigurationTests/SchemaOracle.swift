import Configuration
import Diagnostics
import Foundation
import TestSupport
import Testing

/// Python's jsonschema: an independent validator of the schemas that editors read.
enum SchemaOracle {
    struct Question {
        let file: EditorSchema.File
        let text: String
    }

    /// One verdict for each: `valid`, `refused: why` or `unreadable`.
    static func verdicts(_ questions: [Question]) throws -> [String] {
        let folder = try TemporaryFolder("keyturn-schema")
        let schemas = EditorSchema.File.allCases.map { JSONText.Member($0.rawValue, EditorSchema.json($0)) }
        try JSONText.object(schemas).compact.write(toFile: folder("schemas"), atomically: false, encoding: .utf8)
        let texts = questions.map { "\u{1e}\($0.file.rawValue)\n\($0.text)" }.joined()
        try texts.write(toFile: folder("texts"), atomically: false, encoding: .utf8)
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Oracle/validate.py"
        // Debian's interpreter by its path: another one that comes first in PATH has no jsonschema.
        let text = try TestProcess.run(["/usr/bin/python3", "-B", script, folder("schemas"), folder("texts")])
        let verdicts = text.split(separator: "\n").map(String.init)
        try #require(verdicts.count == questions.count, "\(text)")
        return verdicts
    }
}

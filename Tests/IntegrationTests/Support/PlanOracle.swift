internal import Foundation
internal import TestSupport

/// Python's jsonschema, with the schemas that the binary prints for the reference: an independent judge.
enum PlanOracle {
    /// One verdict for each document: `valid`, or what is wrong.
    static func verdicts(_ documents: [(kind: String, text: String)]) throws -> [String] {
        guard !documents.isEmpty else { return [] }
        let folder = try TemporaryFolder("keyturn-plans")
        for kind in ["plan", "forecast"] {
            let schema = try TestProcess.run([Binary.product("keyturn"), "reference", "\(kind)-schema"])
            try schema.write(toFile: folder("\(kind).schema.json"), atomically: false, encoding: .utf8)
        }
        var arguments: [String] = []
        for (index, document) in documents.enumerated() {
            let file = folder("\(index).json")
            try document.text.write(toFile: file, atomically: false, encoding: .utf8)
            arguments += [folder("\(document.kind).schema.json"), file]
        }
        let script =
            URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
            + "/Oracle/documents.py"
        let text = try TestProcess.run(["/usr/bin/python3", "-B", script] + arguments)
        return text.split(separator: "\n").map(String.init)
    }
}

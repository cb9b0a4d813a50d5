import Foundation
import Fragments
import Model
import Testing

/// What an independent reader of YAML makes of the override.
struct ComposeYAMLTests {
    /// Feeds a text to a Python program.
    ///
    /// - Returns: what it printed; nil where it failed.
    static func python(_ program: String, _ input: String = "") -> String? {
        let process = Process()
        let (stdin, stdout) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program]
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        stdin.fileHandleForWriting.write(Data(input.utf8))
        try? stdin.fileHandleForWriting.close()
        let output = stdout.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? String(decoding: output, as: UTF8.self) : nil
    }

    private struct Document: Decodable, Equatable {
        struct Service: Decodable, Equatable {
            let environment: [String: String]
            let labels: [String: String]
            let secrets: [String]?
        }
        struct File: Decodable, Equatable {
            let file: String
        }
        let services: [String: Service]
        let secrets: [String: File]
    }

    @Test(.enabled(if: ComposeYAMLTests.python("import yaml") != nil, "python3 with PyYAML is not installed"))
    func `every name and value is read back as it was meant`() throws {
        let odd =
            "a \"b\" \\ 'c' #d: {e} [f] *g &h !i %j @k `l` | > - ? , \t \n \r \u{0} \u{7f} \u{85} \u{a0} \u{2028} "
            + "\u{feff} é 😀 null"
        let layout = try makeLayout(
            [
                (
                    odd,
                    [
                        .compose(service: "yes", variable: "NO"), .compose(service: "0x10", variable: "1e3"),
                        .secret(name: "s \(odd.filter { $0 != "\0" })", service: odd, variable: "~"),
                    ]
                )
            ],
            output: "/srv/$HOME/\(odd.filter { $0 != "\0" })"
        )
        let key = makeKey()
        let text = try layout.text(of: "compose.keyturn.yaml", [key])
        let json = try #require(
            Self.python("import sys, yaml, json; print(json.dumps(yaml.safe_load(sys.stdin)))", text)
        )
        let document = try JSONDecoder().decode(Document.self, from: Data(json.utf8))
        let labels = ["keyturn.fingerprint.\(odd)": key.fingerprint.description]
        let secret = "s \(odd.filter { $0 != "\0" })"
        #expect(
            document
                == Document(
                    services: [
                        "yes": .init(environment: ["NO": key.text], labels: labels, secrets: nil),
                        "0x10": .init(environment: ["1e3": key.text], labels: labels, secrets: nil),
                        odd: .init(environment: ["~": "/run/secrets/\(secret)"], labels: labels, secrets: [secret]),
                    ],
                    secrets: [secret: .init(file: "/srv/$$HOME/\(odd.filter { $0 != "\0" })/secrets/\(secret)")]
                )
        )
    }
}

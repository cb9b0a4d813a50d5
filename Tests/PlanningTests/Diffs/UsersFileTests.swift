import Fragments
import Model
import Testing

@testable import Planning

/// Files that users own, of random bytes: no run of them is shown.
@Suite struct UsersFileTests {
    private func diffs(_ scene: Scene) -> [FileDiff] {
        let view = scene.view
        let bare = Planner.plan([view], comparedWith: [], Situation(now: now))
        return bare.environments.flatMap { FileDiffs.all(of: $0, in: view) }
    }

    private static let ends = ["\n", "\r\n", "\r", "\n\r\n"]

    @Test(arguments: 0..<300, [false, true])
    func `no byte of a user's is shown, whatever the file is like`(seed: Int, isOurs: Bool) throws {
        var random = SystemRandomNumberGenerator()
        let end = Self.ends[seed % Self.ends.count]
        let secret = String(
            (0..<Int.random(in: 6...40, using: &random)).map { _ in "abcdefghkmqz0123456789".randomElement() ?? "a" }
        )
        let forms: [(String) -> String] = [
            { "DB_PASSWORD=\($0)" }, { "export X='\($0)'" }, { "\($0): \($0)" }, { "\($0)" }, { "# \($0)" },
            { "URL=postgres://u:\($0)@h/db" }, { "PM_MCP_API_KEY=old # \($0)" }, { "\"\($0)\"" }, { "\u{7}\($0)" },
            { "PM_MCP_API_KEY=\($0)" }, { "PM_MCP_API_KEY=\($0); B=\($0)" }, { "A=\(end)\($0)" },
        ]
        var lines = (0..<Int.random(in: 1...5, using: &random)).map { _ in
            forms[Int.random(in: 0..<forms.count, using: &random)](secret)
        }
        if Bool.random(using: &random) { lines.append("PM_MCP_API_KEY=") }
        var bytes = Array((lines.joined(separator: end) + (Bool.random(using: &random) ? end : "")).utf8)
        if isOurs { bytes = Array("# Written by keyturn; edits are overwritten.\(end)".utf8) + bytes }
        switch seed % 5 {
        case 0: bytes = [0xef, 0xbb, 0xbf] + bytes
        case 1: bytes += [0xe9, 0xff]
        case 2: bytes.append(0)
        default: break
        }
        var scene = Scene(rows: seed % 2 == 0 ? [row(1, created: -1 * day)] : [])
        scene.file = .file(bytes.withUnsafeBytes { Secret($0) }, attributesMatch: true)
        for diff in diffs(scene) {
            for line in diff.lines {
                #expect(!line.text.contains(secret))
                if !isOurs {
                    let shown = line.text.hasPrefix("PM_MCP_API_KEY=")
                    #expect(shown && (line.text.hasSuffix("›") || line.text == "PM_MCP_API_KEY="))
                }
            }
        }
    }

    @Test(arguments: ["A=1\r\nDB_PASSWORD=hunter2", "\u{feff}A=1", "A=1\nB='x\ny'\n"])
    func `of a user's file only the declared variable is shown`(text: String) {
        var scene = Scene(rows: [row(1, created: -1 * day)])
        scene.file = .file(Secret(text: text), attributesMatch: true)
        let diffs = diffs(scene)
        #expect(diffs.flatMap { $0.lines.map(\.text) } == ["PM_MCP_API_KEY=‹\(fingerprint(1))›"])
        #expect(diffs.map(\.added) == [1] && diffs.map(\.removed) == [0])
    }
}

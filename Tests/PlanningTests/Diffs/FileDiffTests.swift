import Fragments
import Model
import State
import Testing

@testable import Planning

@Suite struct FileDiffTests {
    /// The lines of a plan's only file.
    private func lines(_ scene: Scene) -> [String] {
        let view = scene.view
        let bare = Planner.plan([view], comparedWith: [], Situation(now: now))
        let plan = bare.detailed(bare.environments.map { FileDiffs.all(of: $0, in: view) })
        return plan.environments[0].diffs.flatMap { diff -> [String] in
            let lines = diff.lines.map { line in "\(line.isAdded ? "+" : "-")\(line.text)" }
            let others = diff.others > 0 ? ["-\(diff.others) others"] : []
            return ["\(diff.path) \(diff.kind)"] + lines + others
        }
    }

    private func file(_ text: String) -> ObservedFile { .file(Secret(text: text), attributesMatch: true) }

    private func text(_ key: Secret) -> String { key.withBytes { String(decoding: $0, as: UTF8.self) } }

    @Test func `a rotated key is shown as its fingerprint and the new one as new, at one width`() {
        let lines = lines(Scene(rows: [row(1, created: -40 * day)], delivered: key(1)))
        #expect(
            lines == [
                "backend.env changed", "-PM_MCP_API_KEY=‹\(fingerprint(1))›", "+PM_MCP_API_KEY=‹    new     ›",
            ]
        )
        #expect(lines[1].count == lines[2].count)
    }

    @Test func `a file that is not there yet comes whole`() {
        let lines = lines(Scene())
        #expect(lines[0] == "backend.env created")
        #expect(lines[1].hasPrefix("+# Written by keyturn;"))
        #expect(lines[2] == "+PM_MCP_API_KEY=‹    new     ›")
    }

    @Test func `of a file that users own only the declared variable's line is shown`() {
        let file = file("DB_PASSWORD=hunter2\nPM_MCP_API_KEY=changeme # for a while\nOTHER=\(text(key(9)))\n")
        #expect(
            lines(Scene(rows: [row(1, created: -1 * day)], file: file)) == [
                "backend.env changed", "-PM_MCP_API_KEY=‹   hidden   ›", "+PM_MCP_API_KEY=‹\(fingerprint(1))›",
            ]
        )
    }

    @Test func `a line that someone wrote into a file of ours is counted and not shown`() {
        let ours = text(rendered(key(1)))
        let file = file(ours + "PASSWORD: a b c\njust words\n\(text(key(9)))=1\nPM_MCP_API_KEY=x # hunter2\n")
        #expect(
            lines(Scene(rows: [row(1, created: -1 * day)], file: file)) == ["backend.env changed", "-4 others"]
        )
    }

    @Test(arguments: ["\r", "\r\n", ""])
    func `a file of ours with a line of someone's shows none of it, whatever ends its lines`(end: String) {
        let ours = text(rendered(key(1))).split(separator: "\n").joined(separator: end) + end
        let lines = lines(Scene(rows: [row(1, created: -1 * day)], file: file(ours + "DB_PASSWORD=hunter2")))
        #expect(!lines.joined().contains("hunter2") && !lines.joined().contains("DB_PASSWORD"))
    }

    @Test func `another key in the place of the current one is reported by its fingerprint`() {
        let other = format.key(from: (0..<32).map { _ in UInt8.random(in: 0...255) })
        #expect(
            lines(
                Scene(rows: [row(1, created: -1 * day), row(7, active: false, secret: other)], delivered: other)
            ) == [
                "backend.env changed", "-PM_MCP_API_KEY=‹\(Fingerprint(of: other))›",
                "+PM_MCP_API_KEY=‹\(fingerprint(1))›",
            ]
        )
    }

    @Test func `what could be guessed from its fingerprint is hidden`() {
        // The other line shows that it is the right database.
        let file = file("PM_MCP_API_KEY=\(text(chosenKey(7)))\nFORMER=\(text(key(1)))\n")
        #expect(
            lines(Scene(rows: [row(1, created: -1 * day)], file: file)) == [
                "backend.env changed", "-PM_MCP_API_KEY=‹   hidden   ›", "+PM_MCP_API_KEY=‹\(fingerprint(1))›",
            ]
        )
    }

    @Test func `an absent identity's file goes`() {
        let lines = lines(Scene(rows: [row(1, created: -1 * day)], isAbsent: true, delivered: key(1)))
        #expect(lines.first == "backend.env deleted")
        #expect(lines.last == "-PM_MCP_API_KEY=‹\(fingerprint(1))›")
    }

    @Test func `a plan without changes has none`() {
        #expect(lines(Scene(rows: [row(1, created: -1 * day)], delivered: key(1))).isEmpty)
    }

    @Test(
        arguments: [
            ("a b c", "a x c", "-b +x"), ("a b c", "a c", "-b"), ("a c", "a b c", "+b"), ("", "a", "+a"),
            ("a a", "a", "-a"), ("a", "a a", "+a"), ("a b", "b a", "-a +a"), ("a b c d", "c d a b", "-a -b +a +b"),
            ("a b", "a b", ""),
        ]
    )
    func `lines that both have stay`(_ old: String, _ new: String, _ expected: String) {
        let (old, new) = (Secret(text: lines(of: old)), Secret(text: lines(of: new)))
        let edits = old.withBytes { oldBytes in
            new.withBytes { newBytes in
                let (before, after) = (LineDiff.Lines(oldBytes), LineDiff.Lines(newBytes))
                return LineDiff.edits(from: before, to: after).map { edit in
                    switch edit {
                    case .removed(let line): "-" + String(decoding: before[line], as: UTF8.self)
                    case .added(let line): "+" + String(decoding: after[line], as: UTF8.self)
                    }
                }
            }
        }
        #expect(edits.joined(separator: " ") == expected)
    }

    private func lines(of words: String) -> String { words.split(separator: " ").map { "\($0)\n" }.joined() }

    private func rendered(_ key: Secret) -> Secret {
        guard case .file(let content, _)? = Scene(delivered: key).view.observed.folder.files["backend.env"] else {
            preconditionFailure("the scene delivers its key")
        }
        return content
    }
}

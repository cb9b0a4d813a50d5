import Foundation
import Hooks
import Model
import TestSupport
import Testing

/// What may be shown of what hooks write.
@Suite struct HookOutputTests {
    private let world: HookWorld

    init() throws { world = try HookWorld() }

    private func shown(_ text: String, secrets: [String] = []) async throws -> String {
        try world.write(text, to: "text")
        return await world.run(["cat", "text"], secrets: secrets.map { Secret(text: $0) }).output
    }

    private func fingerprint(_ text: String) -> String { "[\(Fingerprint(of: Secret(text: text)))]" }

    @Test func `a key becomes its fingerprint, wherever it stands`() async throws {
        let (key, other) = (randomKey(), randomKey())
        let text = "A=\(key)\nx-\(key)\(other)_y \u{1b}[31m\(key)\u{1b}[0m"
        let (one, two) = (fingerprint(key), fingerprint(other))
        #expect(
            try await shown(text, secrets: [other, key])
                == "A=\(one)\nx-\(one)\(two)_y \(one)"
        )
    }

    @Test func `so do secrets of any alphabet, and those that are a part of another`() async throws {
        let secrets = ["p@ss word", "p@ss", "ß=", "two\nlines"]
        // Of what could be guessed no fingerprint is shown.
        let mark = "••••••••"
        #expect(
            try await shown("p@ss word, p@ss; ß== two\nlines.", secrets: secrets)
                == "\(mark), \(mark); \(mark)= \(mark)."
        )
        // Two that overlap hide all that either covers.
        #expect(try await shown("-abcde-", secrets: ["abc", "cde"]) == "-\(mark)-")
    }

    @Test func `what looks like a key is masked, though no one knows it`() async throws {
        let stranger = randomKey()
        let text = try await shown("token \(stranger) of api", secrets: [randomKey()])
        #expect(text == "token •••••••• of api")
    }

    @Test func `a key among tens of thousands is found`() async throws {
        let keys = (0..<20_000).map { _ in randomKey() }
        let text = try await shown("is \(keys[12_345]) here", secrets: keys)
        #expect(text == "is \(fingerprint(keys[12_345])) here")
    }

    @Test func `of a great deal the last lines are shown`() async throws {
        let outcome = await world.shell(
            "yes 'a line that is written again and again' | head -c 10000000; echo; echo end"
        )
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 40 && lines.last == "end")
        #expect(outcome.output.utf8.count <= 8_192)
    }

    @Test(arguments: [505, 516, 521, 535, 536]) func `nor is the end of one that began in what was dropped`(length: Int)
        async throws
    {
        // So long that all that is kept would fit into what is shown.
        let key = String((0..<20).map { _ in randomKey(prefix: "") }.joined().prefix(1_000))
        let text = try await shown(
            String(repeating: key, count: 300) + String(repeating: ".", count: length),
            secrets: [key]
        )
        #expect(text == String(repeating: ".", count: length))
    }

    @Test(arguments: [0, 1, 30, 65_000, 65_536, 70_000, 300_000])
    func `no part of a key is shown where output is cut`(length: Int) async throws {
        let key = randomKey()
        let digits = String(key.dropFirst(4))
        let text = try await shown(
            String(repeating: key, count: 6_000) + String(repeating: ".", count: length),
            secrets: [key]
        )
        let pieces = stride(from: 0, to: digits.count - 8, by: 1).map { digits.dropFirst($0).prefix(8) }
        #expect(!pieces.contains { text.contains($0) })
        #expect(text.utf8.count <= 8_192)
    }

    @Test(arguments: 0..<20) func `nor is the end of one with several lines`(length: Int) async throws {
        let text = try await shown(
            String(repeating: "p@ss\nword, third", count: 10_000) + String(repeating: ".", count: length),
            secrets: ["p@ss\nword, third"]
        )
        #expect(text.hasSuffix(String(repeating: ".", count: length)))
        #expect(!["p@", "ss", "word", "third"].contains { text.contains($0) })
    }

    @Test func `bytes that are no text, and what a terminal would obey, do no harm`() async throws {
        #expect(
            try await shown("a\r\nb\rc\u{7}\u{0}d\te\u{1b}]0;title\u{7}\u{202e}f\n\n \n")
                == "a\nb\ncd e0;title\u{FFFD}f"
        )
        let outcome = await world.shell("head -c 300000 /dev/urandom; echo; printf '\\377\\376 end\\n'")
        #expect(outcome.output.hasSuffix("\u{FFFD}\u{FFFD} end"))
        #expect(outcome.output.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.value != 0x7f) })
    }

    @Test func `nothing written is nothing shown`() async throws {
        #expect(await world.run(["true"]) == .succeeded(output: ""))
    }
}

import Model
import Testing

@testable import Fragments

/// Entries that a run does not decide about.
struct CarriedEntryTests {
    @Test(arguments: ["", "prefix01.", "default:development.", "a~b:c.d", "a..b::c~~"])
    func `a key of several words is carried over like one of a single word`(prefix: String) {
        let key = prefix + randomWord()
        let carried = CarriedDotenv(Secret(text: "OTHER_KEY=\(key)\n"), except: [])
        #expect(carried.entries.map(\.variable) == ["OTHER_KEY"])
        #expect(carried.entries.map(\.fingerprint) == [Fingerprint(of: Secret(text: key))])
    }

    @Test(arguments: ["a:~", ".", "ahttp://"])
    func `what is written otherwise by some reader is not`(prefix: String) {
        let text = Secret(text: "OTHER_KEY=\(prefix)\(randomWord())\n")
        #expect(CarriedDotenv(text, except: []).isEmpty)
    }

    private func randomWord() -> String {
        KeyFormat(prefix: "", bytes: 32, encoding: .hex).key(from: (0..<32).map { _ in .random(in: 0...255) })
            .withBytes { String(decoding: $0, as: UTF8.self) }
    }
}

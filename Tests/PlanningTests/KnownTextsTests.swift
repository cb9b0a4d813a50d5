import Fragments
import Model
import State
import Testing

/// Keys are found in texts by their value, also those that look like words.
@Suite struct KnownTextsTests {
    /// As long as the shortest key, and so orderly that nothing takes it for one.
    private static func wordlike(_ seed: UInt64) -> String {
        var state = seed &+ 1
        func letter(_ first: Unicode.Scalar) -> Character {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Character(Unicode.Scalar(UInt8(first.value) + UInt8((state >> 40) % 26)))
        }
        return String([6, 6, 5, 5].flatMap { count in (0..<count).map { letter($0 == 0 ? "A" : "a") } })
    }

    private let mine = wordlike(1)
    private let other = wordlike(2)

    private func shown(_ text: String) -> String { "[\(Fingerprint(of: Secret(text: text)))]" }

    private func known(_ scene: Scene) -> KnownTexts {
        var known = KnownTexts()
        known.insert(scene.view)
        return known
    }

    @Test func `a key that was read is hidden wherever it stands`() {
        let known = known(Scene(rows: [row(1, secret: Secret(text: mine)), row(2, secret: Secret(text: other))]))
        let (one, two) = (shown(mine), shown(other))
        #expect(known.masked(mine) == one)
        #expect(known.masked("refused: x_\(mine)-y, ü\(other).") == "refused: x_\(one)-y, ü\(two).")
        #expect(known.masked("\(mine)\(other)") == one + two)
        #expect(known.masked("nothing of \(mine.dropLast()), and none") == "nothing of \(mine.dropLast()), and none")
    }

    @Test func `one of another length ends where it ends`() {
        let long = mine + other
        let known = known(Scene(rows: [row(1, secret: Secret(text: long)), row(2, secret: Secret(text: other))]))
        // What either covers is hidden as one.
        #expect(known.masked("<\(long)> <\(other)>") == "<\(shown(long))> <\(shown(other))>")
    }

    @Test func `without its prefix it is hidden as well`() {
        let known = known(Scene(rows: [row(1, secret: Secret(text: "mcp_" + mine))]))
        #expect(known.masked("sent: \(mine)") == "sent: ••••••••")
        #expect(known.masked("sent: mcp_\(mine)") == "sent: \(shown("mcp_" + mine))")
    }

    @Test func `one of which only the fingerprint is known is hidden where it is a word`() {
        let stranger = StoreObservation.OtherKey(fingerprint: Fingerprint(of: Secret(text: mine)), expiresAt: nil)
        #expect(known(Scene(others: [stranger])).masked("key=\(mine);") == "key=••••••••;")
    }

    @Test func `a key in a fragment that no store knows is hidden`() {
        let known = known(Scene(rows: [row(1)], delivered: key(7)))
        let text = key(7).withBytes { String(decoding: $0, as: UTF8.self) }
        #expect(!known.masked("it holds \(text)").contains(text))
    }

    @Test func `a text that stands everywhere is no key, whatever a row says`() {
        let known = known(Scene(rows: [row(1, secret: Secret(text: "backend"))]))
        #expect(known.masked("backend: done") == "backend: done")
    }

    @Test func `no text is changed where no key is known`() {
        #expect(KnownTexts().masked(mine) == mine)
        #expect(known(Scene()).masked("\(mine) \(other)") == "\(mine) \(other)")
    }

    @Test func `one key among tens of thousands is found`() {
        let rows = (0..<20_000).map { row(1, secret: Secret(text: Self.wordlike($0)), id: "row \($0)") }
        let key = Self.wordlike(12_345)
        #expect(known(Scene(rows: rows)).masked("is \(key) here") == "is \(shown(key)) here")
    }
}

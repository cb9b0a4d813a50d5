import Redaction
import Testing

@Suite struct KeyWordTests {
    /// What is to be found, letter by letter.
    private func words(of bytes: [UInt8]) -> [(start: Int, word: [UInt8])] {
        var found: [(Int, [UInt8])] = []
        var start = 0
        for index in 0...bytes.count {
            if index < bytes.count, KeyWord.isLetter(bytes[index]) { continue }
            if index - start >= KeyWord.shortest { found.append((start, Array(bytes[start..<index]))) }
            start = index + 1
        }
        return found
    }

    private func found(in bytes: [UInt8]) -> [(start: Int, word: [UInt8])] {
        var found: [(Int, [UInt8])] = []
        bytes.withUnsafeBytes { KeyWord.forEach(in: $0) { found.append(($1, Array($0))) } }
        return found
    }

    @Test(arguments: [2, 10, 40, 200])
    func `every word that could be a key is found, wherever it stands and whatever stands around it`(spaces: Int) {
        let letters = Array("abcXYZ019_-".utf8)
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 0...300)).map { _ -> UInt8 in
                Int.random(in: 0..<spaces) == 0 ? [0, 10, 32, 46, 61, 200].randomElement()! : letters.randomElement()!
            }
            let (found, expected) = (found(in: bytes), words(of: bytes))
            #expect(found.map(\.start) == expected.map(\.start))
            #expect(found.map(\.word) == expected.map(\.word))
        }
    }

    @Test(arguments: Array("azAZ09_-"))
    func `letters of a key are the same as bytes, scalars and characters`(_ character: Character) throws {
        let scalar = try #require(character.unicodeScalars.first)
        #expect(KeyWord.isLetter(character) && KeyWord.isLetter(scalar))
        #expect(KeyWord.isLetter(try #require(character.asciiValue)))
    }

    @Test(arguments: Array(" \n.:=+/~\"'@é\u{161}ß"))
    func `nothing else is a letter of a key`(_ character: Character) {
        #expect(!KeyWord.isLetter(character))
        #expect(!character.unicodeScalars.contains { KeyWord.isLetter($0) })
    }

    @Test(arguments: [
        ("a", true), ("a.b", true), ("a..b::c~~d", true), ("a~:b", true), ("a:~b", false), ("a::~b", false),
        (".a", false),
        ("a.", false), ("a..", false), ("~a", false), ("a b", false),
    ])
    func `joints are between letters, and no tilde is behind a colon`(_ text: String, _ isPlain: Bool) {
        #expect(Array(text.utf8).withUnsafeBytes(KeyWord.isPlain) == isPlain)
    }

    @Test(arguments: [("x=ab..cd::ef.", "ab..cd::ef"), ("x=..ab.cd", "ab.cd"), ("ab..", nil), ("..ab", nil)])
    func `a word is joined with those around it, however many joints are between`(_ text: String, _ joined: String?) {
        let bytes = Array(text.utf8)
        let start = text.utf8.prefix { $0 != UInt8(ascii: "a") }.count
        let found = bytes.withUnsafeBytes { bytes in
            KeyWord.joined(UnsafeRawBufferPointer(rebasing: bytes[start..<start + 2]), at: start, in: bytes)
                .map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(found == joined)
    }

    @Test func `a text in pieces is the text`() {
        let text = "KEY=abc_1-2; é“x”"
        let pieces = text.keyWords(KeyWord.isLetter)
        #expect(pieces.map(\.piece).joined() == text)
        #expect(pieces.filter(\.isWord).map(\.piece) == ["KEY", "abc_1-2", "x"])
        #expect("".keyWords(KeyWord.isLetter).isEmpty)
    }

    @Test(arguments: ["KEY=abc_1-2; é“x”", "", "a", "=", "a=b", " = a"])
    func `bytes in pieces are those of the text`(_ text: String) {
        let expected = text.keyWords(KeyWord.isLetter).map { String($0.piece) + ($0.isWord ? " is a word" : "") }
        let pieces = Array(text.utf8).withUnsafeBytes { bytes in
            KeyWord.pieces(of: bytes).map {
                String(decoding: $0.piece, as: UTF8.self) + ($0.isWord ? " is a word" : "")
            }
        }
        #expect(pieces == expected)
    }

    @Test func `what is in a secret's place says nothing about its length`() {
        let (short, long) = ("a1" + String(repeating: "b", count: 20), "a1" + String(repeating: "b", count: 90))
        #expect(SecretMask.masked("password=\(short) x") == "password=•••••••• x")
        #expect(KeyLikeness.masked(short) == KeyLikeness.masked(long))
        #expect(Mask.text == "••••••••")
    }
}

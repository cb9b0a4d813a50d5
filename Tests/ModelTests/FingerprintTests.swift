import Foundation
import Testing

@testable import Model

@Suite struct FingerprintTests {
    /// The test vector of FIPS 180-4 for "abc".
    private let digest: [UInt8] = [
        0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
        0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad,
    ]

    @Test func `a fingerprint is the first 12 hex digits of SHA-256`() {
        #expect(Fingerprint(of: Secret(text: "abc")).drawn.description == "ba7816bf8f01")
    }

    @Test(arguments: [
        "hunter2", "", "correct-horse-battery-staple-42", "aB3aB3aB3aB3aB3aB3aB3aB3", "0123456789abcdef01234567",
    ])
    func `of a key that could be guessed no digit is shown or written`(_ text: String) throws {
        let plain = Fingerprint(of: Secret(text: text))
        let inRow = Fingerprint(of: Secret(text: text), row: "17")
        for (key, shown) in [(plain, "(guessable)"), (inRow, inRow.description)] {
            #expect(key.isGuessable && key.description == shown)
            let written = String(decoding: try JSONEncoder().encode([key]), as: UTF8.self)
            #expect(written == "[\"\(shown)\"]")
            let read = try #require(try JSONDecoder().decode([Fingerprint].self, from: Data(written.utf8)).first)
            #expect(read == key.asWritten && read.description == shown && read.asWritten == read)
        }
        #expect(Fingerprint.isRowMark(inRow.description) && plain == inRow)
        #expect(inRow.description != Fingerprint(of: Secret(text: text), row: "18").description)
        #expect(inRow.description == Fingerprint(of: Secret(text: "other"), row: "17").description)
    }

    @Test func `of a key that was drawn no more than 12 digits are written, and those tell it from others`() throws {
        let keys = ["abc", "abd"].map { Fingerprint(of: Secret(text: $0)).drawn }
        let written = String(decoding: try JSONEncoder().encode(keys), as: UTF8.self)
        #expect(written == "[\"\(keys[0].digits)\",\"\(keys[1].digits)\"]")
        let read = try JSONDecoder().decode([Fingerprint].self, from: Data(written.utf8))
        #expect(read == keys.map(\.asWritten) && read.map(\.description) == keys.map(\.description))
        #expect(read.map(\.asWritten) == read && read[0] != read[1] && read[0] != keys[0])
        #expect(!read[0].isGuessable && read[0].hex.hasPrefix(keys[0].digits))
    }

    @Test func `a row that was made for its key, and a key that looks drawn, show digits`() {
        let chosen = Secret(text: "hunter2")
        let id = Fingerprint(of: chosen).rowID.dashed
        #expect(!Fingerprint(of: chosen, row: id).isGuessable)
        for _ in 0..<100 {
            let bytes = (0..<32).map { _ in UInt8.random(in: 0...255) }
            let digits = bytes.map { String($0, radix: 16) }.map { $0.count == 1 ? "0" + $0 : $0 }.joined()
            #expect(!Fingerprint(of: Secret(text: "mcp_" + digits), row: "17").isGuessable)
        }
    }

    @Test func `a digest that was computed elsewhere is the same fingerprint`() {
        #expect(digest.withUnsafeBytes { Fingerprint(digest: $0) } == Fingerprint(of: Secret(text: "abc")))
        #expect(digest.dropLast().withUnsafeBytes { Fingerprint(digest: $0) } == nil)
    }

    @Test func `fingerprints that begin alike are still told apart`() {
        var other = digest
        other[31] ^= 1
        #expect(other.withUnsafeBytes { Fingerprint(digest: $0) } != Fingerprint(of: Secret(text: "abc")))
    }
}

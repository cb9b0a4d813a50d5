import Testing

@testable import Model

@Suite struct KeyPatternTests {
    private static let forms = [
        "{alphanumeric:40}", "{alphanumeric:8}.{secret=hex:64}", "sk-lf-{uuid}", "P:E.v2_{base64url:43}",
    ]

    @Test(arguments: forms)
    func `a key of a form is recognised, and what is nearly one is not`(form: String) throws {
        let format = KeyFormat(try KeyPattern(form))
        let keys = (0..<50).map { number in
            format.key(from: [UInt8](repeating: UInt8(number), count: format.bytes))
        }
        #expect(Set(keys.map { Fingerprint(of: $0) }).count == keys.count)
        for key in keys {
            #expect(format.matches(key))
            #expect(key.count == format.length)
            let text = key.withBytes { String(decoding: $0, as: UTF8.self) }
            #expect(!format.matches(Secret(text: text + "0")))
            #expect(!format.matches(Secret(text: String(text.dropLast()))))
            #expect(!format.matches(Secret(text: text.dropLast() + "*")))
        }
    }

    @Test func `every character of an alphabet is drawn`() throws {
        let format = KeyFormat(try KeyPattern("{alphanumeric:1000}"))
        let key = format.key(from: [UInt8](repeating: 7, count: format.bytes))
        #expect(key.withBytes { Set($0).count } == 62)
    }

    @Test func `a key holds no more randomness than it is made of`() throws {
        #expect(KeyFormat(try KeyPattern("{hex:1000}")).bits == 256)
        #expect(KeyFormat(try KeyPattern("{hex:32}")).bits == 128)
    }

    @Test(
        arguments: ["{id}.{secret=hex:64}", "k_{id}{secret=hex:64}{id}", "{secret=hex:64}:{id}"],
        ["7", "471100", "a-b_C"]
    )
    func `a key holds the id of its row, however long that is`(form: String, id: String) throws {
        let pattern = try KeyPattern(form)
        #expect(pattern.holdsRowID && pattern.length == nil)
        let filled = pattern.filled(rowID: id)
        #expect(!filled.holdsRowID && filled.text == form.replacing("{id}", with: id))
        let key = KeyFormat(filled).key(from: [UInt8](repeating: 7, count: 32))
        #expect(KeyFormat(pattern).matches(key) && KeyFormat(filled).matches(key))
        #expect(pattern.rowID(in: key) == id && filled.rowID(in: key) == nil)
        let text = key.withBytes { String(decoding: $0, as: UTF8.self) }
        let secret = try #require(key.withBytes { bytes in pattern.place(of: "secret", in: bytes) })
        #expect(Array(text.utf8)[secret].count == 64 && Array(text.utf8)[secret].allSatisfy { $0 != UInt8(ascii: ".") })
        let other = KeyFormat(pattern.filled(rowID: id + "1")).key(from: [UInt8](repeating: 7, count: 32))
        #expect(!KeyFormat(filled).matches(other) && pattern.rowID(in: other) == id + "1")
    }

    @Test(arguments: [".abcdef", "1.abcdeg", "1.abcde", "1 .abcdef", "1", ""])
    func `what has no id or no secret is not a key with an id`(text: String) throws {
        #expect(!KeyFormat(try KeyPattern("{id}.{hex:6}")).matches(Secret(text: text)))
    }

    @Test func `two ids of one key are the same`() throws {
        let format = KeyFormat(try KeyPattern("{id}.{hex:6}.{id}"))
        #expect(format.matches(Secret(text: "12.abcdef.12")))
        #expect(!format.matches(Secret(text: "12.abcdef.21")))
        #expect(!format.matches(Secret(text: "12.abcdef.1")))
    }

    @Test(arguments: forms) func `a form is written and read again`(form: String) throws {
        let format = KeyFormat(try KeyPattern(form))
        #expect(format.pattern?.text == form)
        #expect(format.prefix == format.pattern?.prefix)
    }
}

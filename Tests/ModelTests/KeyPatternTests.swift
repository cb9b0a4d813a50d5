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

    @Test(arguments: forms) func `a form is written and read again`(form: String) throws {
        let format = KeyFormat(try KeyPattern(form))
        #expect(format.pattern?.text == form)
        #expect(format.prefix == format.pattern?.prefix)
    }
}

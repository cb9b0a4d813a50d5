import Testing

@testable import Model

@Suite struct TextShapeTests {
    private func form(_ text: String) throws -> TextShape { KeyFormat(try KeyPattern(text)).shape }

    @Test(arguments: [
        ("{hex:8}", true), ("12{hex:8}", true), ("{alphanumeric:8}.{hex:8}", true), ("{hex:4}-{hex:4}", true),
        ("{id}.{hex:8}", true), ("sk-{hex:8}", false), ("{uuid}", false), ("{hex:4}.{hex:4}.{hex:4}", false),
        ("e{hex:4}", false), ("{hex:4}E", false), ("{hex:2}_{hex:2}", false),
    ])
    func `a fixed letter that no number has makes a text safe`(pattern: String, mayBeNumber: Bool) throws {
        #expect(try form(pattern).mayBeNumber == mayBeNumber)
    }

    @Test func `a piece of a key is safe by what is in it`() {
        let key = KeyFormat(prefix: "tk_", bytes: 20, encoding: .hex).shape
        #expect(!key.mayBeNumber && !key.piece(.first(8)).mayBeNumber)
        #expect(key.piece(.last(8)).mayBeNumber)
        #expect((TextShape("...") + key.piece(.last(4))).mayBeNumber == false)
        #expect(TextShape("0081").mayBeNumber && !TextShape("service").mayBeNumber)
    }
}

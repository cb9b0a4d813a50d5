import Model
import Testing

struct OwnerIDTests {
    private static let canonical = "0123abcd-4567-89ef-0123-456789abcdef"

    @Test(arguments: [canonical, "0123ABCD-4567-89EF-0123-456789abcdef", "0123abcd456789ef0123456789ABCDEF"])
    func `any case, with or without dashes, is one id`(text: String) {
        #expect(OwnerID(text)?.text == Self.canonical)
        #expect(OwnerID(text[...]) == OwnerID(Self.canonical))
    }

    @Test(arguments: [
        "", "12", "0123abcd-4567-89ef-0123-456789abcde", "0123abcd-4567-89ef-0123-456789abcdefa",
        "0123abcg-4567-89ef-0123-456789abcdef", "0123abcd04567-89ef-0123-456789abcdef",
        "-123abcd-4567-89ef-0123-456789abcdef", "0123abcd-456789ef0123456789abcdef",
        "0123abcd-4567-89ef-0123-456789abcd\u{e9}", "{0123abcd456789ef0123456789abcd}",
    ])
    func `anything else is none`(text: String) {
        #expect(OwnerID(text) == nil)
    }
}

import Testing

@testable import Model

@Suite struct OwnerIDTests {
    @Test(arguments: ["0A1b2C3d-0000-4000-8000-00000000000f", "0a1b2c3d00004000800000000000000F"])
    func `a UUID in any case, with or without dashes, is one id`(text: String) {
        #expect(OwnerID(text)?.text == "0a1b2c3d-0000-4000-8000-00000000000f")
    }

    @Test(arguments: [
        "", "0", "0a1b2c3d-0000-4000-8000-00000000000", "0a1b2c3d-0000-4000-8000-00000000000g",
        "0a1b2c3d0-000-4000-8000-00000000000f", "{0a1b2c3d-0000-4000-8000-00000000000f}",
        "0a1b2c3d-00004000-8000-00000000000f", "-a1b2c3d-0000-4000-8000-00000000000f",
        "0a1b2c3d-000040008000000000000000f000", "0a1b2c3d-0000-4000-8000-0000000000\u{e9}",
    ])
    func `anything else is none`(text: String) {
        #expect(OwnerID(text) == nil)
    }
}

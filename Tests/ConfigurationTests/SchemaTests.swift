import Testing

@testable import Configuration

struct SchemaTests {
    @Test func `the fields of a section are the properties of its type, in their order`() {
        #expect(Schema.window.fields.map(\.name) == ["days", "from", "to", "timezone"])
        #expect(Schema.exception.fields.map(\.name) == ["rule", "address", "until", "reason", "approved-by"])
        for section in Schema.all { #expect(section.fields.map(\.place) == Array(section.fields.indices)) }
    }

    @Test func `the reference names every field`() {
        let reference = Schema.reference
        for field in (Schema.all + [Schema.revocations, Schema.revocation]).flatMap(\.fields) {
            #expect(reference.contains("| `\(field.name)` |"))
        }
        #expect(reference.contains("| `overlap` | duration | no | `1d` | How long a replaced key keeps working. |"))
    }

    @Test(arguments: ConfigurationCode.allCases)
    func `every code is explained in a sentence`(code: ConfigurationCode) {
        #expect(code.explanation.hasSuffix("."))
        #expect(code.rawValue.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (0x61...0x7A).contains($0) })
    }
}

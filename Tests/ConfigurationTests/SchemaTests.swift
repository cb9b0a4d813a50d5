import Testing

@testable import Configuration

struct SchemaTests {
    @Test func `the places of fields are those of the schema`() {
        func names(_ cases: [some Any]) -> [String] { cases.map { String(describing: $0) } }
        #expect(names(EnvironmentField.allCases) == Schema.environment.fields.map(\.name))
        #expect(names(DatabaseField.allCases) == Schema.database.fields.map(\.name))
        #expect(names(IdentityField.allCases) == Schema.identity.fields.map(\.name))
        #expect(names(OwnerField.allCases) == Schema.owner.fields.map(\.name))
        #expect(names(KeyField.allCases) == Schema.key.fields.map(\.name))
        #expect(names(RotationField.allCases) == Schema.rotation.fields.map(\.name))
        #expect(names(WindowField.allCases) == Schema.window.fields.map(\.name))
        #expect(names(RevocationsField.allCases) == Schema.revocations.fields.map(\.name))
        #expect(names(RevocationField.allCases) == Schema.revocation.fields.map(\.name))
        #expect(names(PolicyField.allCases) == Schema.policy.fields.map(\.name))
        #expect(
            names(ExceptionField.allCases).map { $0 == "approvedBy" ? "approved-by" : $0 }
                == Schema.exception.fields.map(\.name)
        )
        #expect(names(DeliveryField.allCases) == Schema.delivery.fields.map(\.name))
        #expect(names(WatchField.allCases) == Schema.watch.fields.map { camelCase($0.name) })
    }

    private func camelCase(_ name: String) -> String {
        let words = name.split(separator: "-")
        return words.dropFirst().reduce(String(words[0])) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
    }

    @Test func `no section has more fields than there are slots for`() {
        let sections = Schema.all + [Schema.revocations, Schema.revocation]
        #expect(sections.allSatisfy { $0.fields.count <= FieldSlots.capacity })
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

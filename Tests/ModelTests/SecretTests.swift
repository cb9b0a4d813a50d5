import Testing

@testable import Model

/// The text below is no key: it only has to be recognised if it ever showed.
@Suite struct SecretTests {
    private let text = "not-a-key-but-would-be-seen"

    @Test func `a secret shows a mask of fixed width however it is printed`() {
        let secret = Secret(text: text)
        var dumped = ""
        dump(secret, to: &dumped)
        var printed = ""
        print(secret, [secret], (secret, 1), ["key": secret], secret as Any, to: &printed)
        for shown in [String(describing: secret), String(reflecting: secret), dumped, printed] {
            #expect(!shown.contains(text))
            #expect(shown.contains(Secret.mask))
        }
        #expect(String(describing: Secret(text: "x")) == String(describing: secret))
    }

    @Test func `values that hold secrets do not show them`() {
        struct Holder {
            let row: KeyRow
            let url: DatabaseURL
            let file: ObservedFile
        }
        let id = OwnerID("00000000-0000-0000-0000-000000000000")
        let holder = id.map { id in
            Holder(
                row: KeyRow(
                    id: "1",
                    owner: id,
                    name: nil,
                    plaintext: Secret(text: text),
                    isActive: true,
                    expiresAt: nil,
                    createdAt: nil,
                    lastUsedAt: nil
                ),
                url: .postgresql(Secret(text: text)),
                file: .file(Secret(text: text), attributesMatch: true)
            )
        }
        var dumped = ""
        dump(holder, to: &dumped)
        #expect(holder != nil)
        #expect(!dumped.contains(text))
        #expect(!String(describing: holder).contains(text))
    }

    @Test func `a secret has no mirror children`() {
        #expect(Mirror(reflecting: Secret(text: text)).children.isEmpty)
    }

    @Test func `a secret is not encodable`() {
        #expect(!(Secret(text: text) as Any is any Encodable))
    }

    @Test func `secrets are equal by their bytes`() {
        #expect(Secret(text: text) == Secret(Array(text.utf8)))
        #expect(Secret(text: text) != Secret(text: text + " "))
        #expect(Secret([]) == Secret(text: ""))
    }
}

import Testing

@testable import Model

/// Vectors that were computed by other programs than this one.
@Suite struct StoredFormTests {
    // A key of a test alone.
    private static let key = Secret(text: "sk-" + "keyturn-0123456789abcdef0123456789abcdef")

    private static func form(_ scheme: StoredForm.Scheme, _ encoding: StoredForm.Encoding = .hex) -> StoredForm {
        var form = StoredForm(column: "digest")
        form.scheme = scheme
        form.encoding = encoding
        return form
    }

    @Test(arguments: [
        (StoredForm.Encoding.hex, "5f1d7b4fc5e2b6099a646820d532eaf5f5189e53aadd35a56d17a084dfa5855d"),
        (.base64, "Xx17T8XitgmaZGgg1TLq9fUYnlOq3TWlbReghN+lhV0="),
        (.base64url, "Xx17T8XitgmaZGgg1TLq9fUYnlOq3TWlbReghN-lhV0"),
    ])
    func `a digest is written as applications write it, and read back`(encoding: StoredForm.Encoding, text: String) {
        var form = Self.form(.sha256, encoding)
        #expect(form.stored(Self.key, prefix: "") == .text(text))
        #expect(form.stored(Fingerprint(of: Self.key)) == .text(text))
        #expect(form.fingerprint(.text(text)) == Fingerprint(of: Self.key))
        form.prefix = "sha256$"
        #expect(form.stored(Self.key, prefix: "") == .text("sha256$" + text))
        #expect(form.fingerprint(.text("sha256$" + text)) == Fingerprint(of: Self.key))
        #expect(form.fingerprint(.text(text)) == nil)
    }

    @Test(arguments: [
        (StoredPepper.Place.before, false, "8cd58db0fe9b65e2def1d7b37a6da55eee3037b08204b2cc19458bdfefba56e1"),
        (.after, true, "8e135a8784cf0c001d9aae7914f90da5eb1b3374240f76b1734a64f3d406eeb8"),
    ])
    func `a pepper goes where the application puts it`(place: StoredPepper.Place, isHashed: Bool, text: String) {
        var form = Self.form(.sha256)
        form.pepper = StoredPepper(variables: "${SALT}", place: place)
        form.pepper?.isHashed = isHashed
        #expect(form.stored(Self.key, prefix: "", pepper: Secret(text: "mysalt")) == .text(text))
        #expect(form.stored(Self.key, prefix: "") == nil)
    }

    @Test(arguments: ["", "not hex", "5f1d", "Xx17T8XitgmaZGgg1TLq9fUYnlOq3TWlbReghN+lhV0="])
    func `what is not a digest is none`(text: String) {
        #expect(Self.form(.sha256).fingerprint(.text(text)) == nil)
    }

    @Test func `what is behind the prefix may be digested alone`() {
        var form = Self.form(.sha256)
        form.of = .afterPrefix
        let rest = Secret(text: "keyturn-0123456789abcdef0123456789abcdef")
        #expect(form.stored(Self.key, prefix: "sk-") == Self.form(.sha256).stored(rest, prefix: ""))
    }
}

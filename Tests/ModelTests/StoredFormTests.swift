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

    private static func stored(
        _ form: StoredForm,
        of key: Secret = key,
        pepper: Secret? = nil,
        salt: String? = nil
    ) -> StoredForm.Stored? {
        let digester = KeyDigester(form, of: .standard, pepper: pepper)
        return key.withBytes { digester?.stored($0, salt: salt) }
    }

    @Test(arguments: [
        (StoredForm.Encoding.hex, "5f1d7b4fc5e2b6099a646820d532eaf5f5189e53aadd35a56d17a084dfa5855d"),
        (.base64, "Xx17T8XitgmaZGgg1TLq9fUYnlOq3TWlbReghN+lhV0="),
        (.base64url, "Xx17T8XitgmaZGgg1TLq9fUYnlOq3TWlbReghN-lhV0"),
    ])
    func `a digest is written as applications write it, and read back`(encoding: StoredForm.Encoding, text: String) {
        var form = Self.form(.sha256, encoding)
        #expect(Self.stored(form) == .text(text))
        #expect(form.stored(Fingerprint(of: Self.key)) == .text(text))
        #expect(form.fingerprint(.text(text)) == Fingerprint(of: Self.key))
        form.prefix = "sha256$"
        #expect(Self.stored(form) == .text("sha256$" + text))
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
        #expect(Self.stored(form, pepper: Secret(text: "mysalt")) == .text(text))
        #expect(KeyDigester(form, of: .standard, pepper: nil) == nil)
    }

    @Test(arguments: ["", "not hex", "5f1d", "Xx17T8XitgmaZGgg1TLq9fUYnlOq3TWlbReghN+lhV0="])
    func `what is not a digest is none`(text: String) {
        #expect(Self.form(.sha256).fingerprint(.text(text)) == nil)
    }

    @Test func `what is behind the prefix may be digested alone`() {
        var form = Self.form(.sha256)
        form.of = .afterPrefix
        let rest = Secret(text: "keyturn-0123456789abcdef0123456789abcdef")
        let digester = KeyDigester(
            form,
            of: .plain(KeyFormat(prefix: "sk-", bytes: 32, encoding: .hex)),
            pepper: nil
        )
        #expect(Self.key.withBytes { digester?.stored($0) } == Self.stored(Self.form(.sha256), of: rest))
        // A key without the prefix has no such part.
        #expect(rest.withBytes { digester?.stored($0) } == nil)
    }

    @Test func `a pepper behind the key, in base64, as GitLab writes it`() {
        var form = Self.form(.sha256, .base64)
        form.pepper = StoredPepper(variables: "${SALT}", place: .after)
        #expect(
            Self.stored(form, pepper: Secret(text: "mysalt"))
                == .text("dR4kRfWdsf5QDQ3QgHkOpgr/D5ETuCVTWPP3zQj+pqw=")
        )
    }

    @Test func `PBKDF2 with a salt in a column, as Gitea writes it`() {
        var form = Self.form(.pbkdf2SHA256)
        form.rounds = 10_000
        form.length = 50
        form.salt = KeySalt(length: 10, encoding: .alphanumeric)
        form.salt?.column = "token_salt"
        // Gitea's own published example.
        let token = Secret(text: "fb1c430539c2d47e0b59" + "91639e838b4367cab6a0")
        #expect(
            Self.stored(form, of: token, salt: "5sOZ3Vfngn")
                == .text(
                    "0bd29e825b675b6d7748146407033caa99104bce113e1c9350f91a08472f6544405f236a819258abe0180f3a445ac8b6fcbb"
                )
        )
        #expect(Self.stored(form, of: token) == nil)
    }

    @Test func `PBKDF2 with the salt in front, as Django writes it`() {
        var form = Self.form(.pbkdf2SHA256, .base64)
        form.rounds = 1_000
        form.length = 32
        form.salt = KeySalt(length: 8, encoding: .alphanumeric)
        form.prefix = "pbkdf2_sha256$1000${salt}$"
        // By django.contrib.auth.hashers.make_password.
        let text = "pbkdf2_sha256$1000$aB3dE5gH$41Zy1XSNd+saCi1UDVwd0Wfi3Jd4Dji6MANhM3CwTaE="
        #expect(Self.stored(form, salt: "aB3dE5gH") == .text(text))
        #expect(form.salt(in: .text(text)) == "aB3dE5gH")
        #expect(form.salt(in: .text("pbkdf2_sha256$2000$aB3dE5gH$xx")) == nil)
    }

    @Test(arguments: [
        (
            StoredForm.Scheme.sha512,
            "2a9d3823902ad15ed83bc90d905b0c7c82076bcae679b3ec4eb2b7e69573e836bc073cc67a256d71e45027f797c368ffd87fb48b63b096df5fecc8423b271abf"
        ), (.hmacSHA256, "942bc5aa9e53ee92d748eb1c2d1d318a824cdd7ef7c58cc44b0a6a2cc96640cd"),
        (
            .hmacSHA512,
            "ff227c66c3cf2ecd304fb0b27cf101f4685a277c9d2dc2f2f9f6d44204c1d9a5cc18481f9bba07c7885f35b92e01d7832da6206238a3469e71730058883c7c75"
        ),
    ])
    func `longer digests and keyed ones are those of other programs`(scheme: StoredForm.Scheme, text: String) {
        var form = Self.form(scheme)
        if scheme.isKeyed { form.pepper = StoredPepper(variables: "${SALT}", place: .key) }
        #expect(Self.stored(form, pepper: scheme.isKeyed ? Secret(text: "mysalt") : nil) == .text(text))
    }

    @Test(arguments: [
        (KeySalt.Place.before, "bfb68a607884b09f65c569420846ea90b7de045024f6954b95598bf16c510c70"),
        (.after, "073962b67c2df80c51e4646fd8d3e9eb629bf5e2b3149657de4756f54f315c41"),
    ])
    func `a salt goes where the application puts it`(place: KeySalt.Place, text: String) {
        var form = Self.form(.sha256)
        form.salt = KeySalt(length: 6, encoding: .hex)
        form.salt?.place = place
        form.salt?.column = "salt"
        #expect(Self.stored(form, salt: "0a1b2c") == .text(text))
    }

    @Test func `a named piece may be digested alone`() throws {
        var form = Self.form(.sha256)
        form.of = .piece("secret")
        let pattern = try KeyPattern("{alphanumeric:8}.{secret=hex:64}")
        let secret = String(repeating: "0f", count: 32)
        let digester = KeyDigester(form, of: .pattern(pattern), pepper: nil)
        #expect(
            Secret(text: "aB3dE5gH." + secret).withBytes { digester?.stored($0) }
                == Self.stored(Self.form(.sha256), of: Secret(text: secret))
        )
    }

    @Test func `references tell keys apart, peppers too, and nothing of what is stored`() {
        var form = Self.form(.sha256)
        form.pepper = StoredPepper(variables: "${SALT}", place: .before)
        let (one, other) = (
            KeyDigester(form, of: .standard, pepper: Secret(text: "one")),
            KeyDigester(form, of: .standard, pepper: Secret(text: "other"))
        )
        let stored = Self.key.withBytes { one?.stored($0) }
        let reference = stored.flatMap { one?.reference($0, salt: nil) }
        #expect(reference != nil && reference == Self.key.withBytes { one?.reference(of: $0, salt: nil) })
        #expect(reference != stored.flatMap { other?.reference($0, salt: nil) })
        #expect(one?.comparison != other?.comparison)
        if case .text(let text)? = stored { #expect(reference?.hex != text) }
    }
}

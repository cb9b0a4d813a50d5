import Model

/// What the rows of an environment hold of their keys.
enum RowForm: Hashable, Sendable, CaseIterable {
    /// The keys themselves.
    case plain
    /// SHA-256 of the whole key, which is its fingerprint.
    case fingerprint
    /// An HMAC with a pepper: of one key, the same in every row with that pepper.
    case peppered
    /// A digest with a salt of the row's own.
    case salted
    /// As `salted`, by a scheme of which Keyturn computes none without need; one round, which is cheap here.
    case slow

    /// How a store computes what it holds; nil where it holds keys or their fingerprints.
    ///
    /// `pepper`: which of the world's secrets the application has.
    func digester(pepper: Int) -> KeyDigester? {
        var form = StoredForm(column: "api_key")
        switch self {
        case .plain, .fingerprint: return nil
        case .peppered:
            form.scheme = .hmacSHA256
            form.pepper = StoredPepper(variables: "${PEPPER}", place: .key)
        case .salted:
            form.scheme = .sha256
            form.salt = KeySalt(length: 10, encoding: .alphanumeric)
            form.salt?.place = .after
        case .slow:
            form.scheme = .pbkdf2SHA256
            form.rounds = 1
            form.salt = KeySalt(length: 10, encoding: .alphanumeric)
        }
        return KeyDigester(form, of: .standard, pepper: Secret(text: "pepper of application \(pepper)"))
    }

    /// What the server finds candidates by, which every salted form needs.
    var lookup: KeyPiece? { self == .salted || self == .slow ? .last(8) : nil }
}

extension SimulatedEnvironment {
    /// Gives the store a form before it has any row.
    func hold(_ form: RowForm, pepper: Int = 0) {
        self.form = form
        keepsTexts = form == .plain
        digester = form.digester(pepper: pepper)
    }

    /// What a row says of its key, in a store that holds another digest than the fingerprint; nil elsewhere.
    ///
    /// The salt of a person's row is drawn by the application, that of Keyturn's follows from the key.
    func digest(_ row: SimulatedRow) -> DigestedKey? {
        guard let digester else { return nil }
        if let known = digests[row.row.id] { return known }
        var salt: String?
        if digester.form.salt != nil {
            let drawn = String(Fingerprint(of: Secret(text: "salt of \(name) \(row.row.id)")).hex.prefix(10))
            salt = row.issuedBy == nil ? drawn : digester.salt(of: row.fingerprint)
        }
        let digest = row.secret.withBytes { text in
            digester.reference(of: text, salt: salt).map { reference in
                DigestedKey(
                    reference: reference,
                    salt: forgetsSalts ? salt.map { String($0.reversed()) } : salt,
                    piece: form.lookup.map { KeyDigester.piece($0, of: text) }
                )
            }
        }
        digests[row.row.id] = digest
        return digest
    }

    /// Whether two stores hold the same of the same key, so that sharing is seen without its text.
    func isComparable(with other: SimulatedEnvironment) -> Bool {
        if keepsTexts || other.keepsTexts { return true }
        guard let digester else { return other.digester == nil }
        return digester.comparison != nil && digester.comparison == other.digester?.comparison
    }
}

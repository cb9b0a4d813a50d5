/// Computes what a table holds of a key, from everything that goes in: the form, what keys look like, the pepper.
package struct KeyDigester: Hashable, Sendable {
    package let form: StoredForm

    /// What keys look like, which says where a part of one begins.
    private let key: KeyForm
    private let pepper: Secret?

    /// Everything that goes into a digest but the key and the salt, as one.
    private let mark: Fingerprint

    /// Nil for keys themselves, and where the pepper is not known.
    package init?(_ form: StoredForm, of key: KeyForm, pepper: Secret?) {
        guard form.scheme != .plain, form.pepper == nil || pepper != nil else { return nil }
        self.form = form
        self.key = key
        self.pepper = form.pepper == nil ? nil : pepper
        mark = Self.mark(of: form, pepper: self.pepper)
    }

    /// What the column holds of a key; nil for a key that has not the part that is digested.
    package func stored(_ text: UnsafeRawBufferPointer, salt: String? = nil) -> StoredForm.Stored? {
        digest(of: text, salt: salt).map { form.written($0, salt: salt) }
    }

    /// What the column holds of a key that Keyturn issues.
    package func stored(_ issued: Secret, _ fingerprint: Fingerprint) -> StoredForm.Stored? {
        issued.withBytes { stored($0, salt: salt(of: fingerprint)) }
    }

    /// The salt of a key that Keyturn issues: it follows from the key, so that what is written can be proven.
    package func salt(of issued: Fingerprint) -> String? {
        form.salt.map { RandomText.made(of: issued, "salt", length: $0.length, $0.encoding.letters) }
    }

    /// Something of the form of what the column holds of a key, without the digest.
    package func standIn(for issued: Fingerprint) -> StoredForm.Stored {
        form.written([UInt8](repeating: 0, count: form.byteCount), salt: salt(of: issued))
    }

    private func digest(of text: UnsafeRawBufferPointer, salt: String?) -> [UInt8]? {
        guard (form.salt == nil) == (salt == nil), let part = key.part(form.of, of: text) else { return nil }
        return form.digest(part, pepper: pepper, salt: salt.map { Array($0.utf8) } ?? [])
    }
}

// MARK: - Comparing without a text

extension KeyDigester {
    /// What tells rows apart that hold the same in this form; two tables whose digests are comparable have the same.
    ///
    /// Nil for salted forms: the same key is another digest in each row.
    package var comparison: Fingerprint? { form.isSalted ? nil : mark }

    private static func mark(of form: StoredForm, pepper: Secret?) -> Fingerprint {
        var bytes = Array("keyturn form\0\(form.scheme.rawValue)\0\(form.rounds ?? 0)\0\(form.length ?? 0)\0".utf8)
        bytes += "\(form.of)\0\(form.salt?.place?.rawValue ?? "")\0\(form.pepper?.place.rawValue ?? "")\0".utf8
        bytes += "\(form.pepper?.isHashed == true)\0".utf8
        pepper?.withBytes { bytes += $0 }
        defer { for index in bytes.indices { bytes[index] = 0 } }
        return bytes.withUnsafeBytes { Fingerprint(lookingUp: $0) }
    }

    /// What stands for a row's key of which the digest alone is known: of the stored form nothing can be told by it.
    ///
    /// Nil for what is not a digest in this form.
    package func reference(_ stored: StoredForm.Stored, salt: String?) -> Fingerprint? {
        form.digest(in: stored).map { reference(digest: $0, salt: salt) }
    }

    /// The same, of the text of a key.
    package func reference(of text: UnsafeRawBufferPointer, salt: String?) -> Fingerprint? {
        digest(of: text, salt: salt).map { reference(digest: $0, salt: salt) }
    }

    private func reference(digest: [UInt8], salt: String?) -> Fingerprint {
        var bytes = Array("keyturn stored\0".utf8)
        mark.append(to: &bytes)
        bytes += "\(salt ?? "")\0".utf8
        bytes += digest
        return bytes.withUnsafeBytes { Fingerprint(of: $0) }
    }

    /// The piece of a key that candidates are found by.
    package static func piece(_ piece: KeyPiece, of text: UnsafeRawBufferPointer) -> String {
        switch piece {
        case .first(let count): String(decoding: text.prefix(count), as: UTF8.self)
        case .last(let count): String(decoding: text.suffix(count), as: UTF8.self)
        }
    }
}

extension KeyForm {
    /// What of a key is digested; nil where it has no such part.
    fileprivate func part(_ part: StoredForm.Part, of key: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        switch (part, self) {
        case (.key, _): return key
        case (.afterPrefix, _): return Self.rest(of: key, behind: prefix)
        case (.piece, .plain): return nil
        case (.piece(let name), .pattern(let pattern)):
            return pattern.place(of: name, in: key).map { UnsafeRawBufferPointer(rebasing: key[$0]) }
        }
    }

    private static func rest(of key: UnsafeRawBufferPointer, behind prefix: String) -> UnsafeRawBufferPointer? {
        guard key.starts(with: prefix.utf8) else { return nil }
        return UnsafeRawBufferPointer(rebasing: key.dropFirst(prefix.utf8.count))
    }
}

extension KeySalt.Encoding {
    fileprivate var letters: [UInt8] {
        switch self {
        case .hex: Array("0123456789abcdef".utf8)
        case .alphanumeric: RandomText.letters
        }
    }
}

internal import Redaction

/// What a file is that is delivered to as a dotenv file and is none: encrypted, or of another format.
///
/// A key that is written into such a file is there in plain text, or breaks it for its readers.
enum ForeignFormat: Equatable {
    /// By what.
    case encrypted(String)
    /// Which one, as in "it looks like …".
    case other(String)

    /// Looks at how the file begins, then once at each line; nil for what may be a dotenv file (``DotenvReview``).
    static func of(_ bytes: UnsafeRawBufferPointer) -> ForeignFormat? {
        if let start = start(of: bytes) { return start }
        let isBinary = bytes.contains { byte in
            // NUL is found, with its line, where the file is read.
            (1..<0x20).contains(byte) && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].contains(byte) || byte == 0x7f
        }
        if isBinary { return .other("a binary file") }
        return lines(of: bytes)
    }

    // MARK: - How it begins

    private static let starts: [(start: StaticString, format: ForeignFormat)] = [
        ("$ANSIBLE_VAULT;", .encrypted("ansible-vault")), ("age-encryption.org/", .encrypted("age")),
        ("-----BEGIN AGE ENCRYPTED FILE-----", .encrypted("age")), ("-----BEGIN PGP MESSAGE", .encrypted("PGP")),
        ("\0GITCRYPT\0", .encrypted("git-crypt")), ("Salted__", .encrypted("OpenSSL")),
        ("U2FsdGVkX1", .encrypted("OpenSSL")), ("-----BEGIN ", .other("a PEM file")), ("%YAML", .other("YAML")),
        ("version https://git-lfs", .other("a pointer of Git LFS")), ("<", .other("XML")),
        ("SQLite format 3", .other("a SQLite database")),
    ]

    private static func start(of bytes: UnsafeRawBufferPointer) -> ForeignFormat? {
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) { return .other("UTF-16") }
        let mark = bytes.starts(with: DotenvScanner.byteOrderMark) ? DotenvScanner.byteOrderMark.count : 0
        let text = UnsafeRawBufferPointer(rebasing: bytes[mark...].drop { [0x20, 0x09, 0x0a, 0x0d].contains($0) })
        for (start, format) in starts where start.withUTF8Buffer({ text.starts(with: $0) }) { return format }
        // A message of PGP that is not armored begins with the tag of an encrypted session key.
        if let first = text.first, [0x84, 0x85, 0x8c, 0xa3, 0xc1, 0xc3, 0xd2].contains(first),
            String(validating: text, as: UTF8.self) == nil, isFullOfBytes(text)
        {
            return .encrypted("PGP")
        }
        if text.starts(with: "#!".utf8), !isShell(text.prefix { $0 != 0x0a }) {
            return .other("a script that no shell runs")
        }
        if text.first == UInt8(ascii: "{") {
            return holds("ENC[AES256_GCM", in: text) ? .encrypted("sops") : .other("JSON")
        }
        return nil
    }

    /// Whether the first line of a script names a shell: `#!/bin/sh`, `#!/usr/bin/env bash`.
    private static func isShell(_ line: Slice<UnsafeRawBufferPointer>) -> Bool {
        let words = line.split { !KeyWord.isLetter($0) }.map { String(decoding: $0, as: UTF8.self) }
        return words.contains { ["sh", "bash", "dash", "ash", "ksh", "zsh", "mksh"].contains($0) }
    }

    /// Whether more than a quarter is neither ASCII nor a part of UTF-8 text.
    private static func isFullOfBytes(_ text: UnsafeRawBufferPointer) -> Bool {
        text.prefix(512).count { $0 >= 0x80 } * 4 > min(512, text.count)
    }

    private static func holds(_ word: StaticString, in text: UnsafeRawBufferPointer) -> Bool {
        word.withUTF8Buffer { word in
            guard let first = word.first, text.count >= word.count else { return false }
            var rest = text[...]
            while let index = rest.firstIndex(of: first), text.count - index >= word.count {
                if text[index..<index + word.count].elementsEqual(word) { return true }
                rest = text[(index + 1)...]
            }
            return false
        }
    }

    // MARK: - Its lines

    private static let marks: [(start: StaticString, format: ForeignFormat)] = [
        ("sops_mac", .encrypted("sops")), ("sops_version", .encrypted("sops")),
        ("DOTENV_PUBLIC_KEY", .encrypted("dotenvx")), ("DOTENV_VAULT", .encrypted("dotenv-vault")),
        ("sops:", .encrypted("sops")),
    ]

    private static func lines(of bytes: UnsafeRawBufferPointer) -> ForeignFormat? {
        var isAfterOpenName = false
        var position = bytes.starts(with: DotenvScanner.byteOrderMark) ? DotenvScanner.byteOrderMark.count : 0
        while position < bytes.count {
            let end = bytes[position...].firstIndex { DotenvDefinition.isLineEnd($0) } ?? bytes.count
            let whole = bytes[position..<end]
            position = end + 1
            let text = whole.drop { $0 == 0x20 || $0 == 0x09 }
            guard let first = text.first, first != UInt8(ascii: "#") else { continue }
            let line = UnsafeRawBufferPointer(rebasing: text)
            if let format = format(of: line, isIndented: text.startIndex > whole.startIndex, isAfterOpenName) {
                return format
            }
            isAfterOpenName = trimmed(line).last == UInt8(ascii: ":")
        }
        return nil
    }

    private static func format(
        of line: UnsafeRawBufferPointer,
        isIndented: Bool,
        _ isAfterOpenName: Bool
    ) -> ForeignFormat? {
        if line.first == UInt8(ascii: "["), trimmed(line).last == UInt8(ascii: "]"),
            line.count < 2 || !(line[1] == 0x20 || line[1] == UInt8(ascii: "["))
        {
            return .other("INI or TOML")
        }
        if trimmed(line).elementsEqual("---".utf8) || line.starts(with: "- ".utf8) { return .other("YAML") }
        if isAfterOpenName, isIndented { return .other("YAML") }
        let exported = line.starts(with: "export ".utf8) ? line.dropFirst(7).drop { $0 == 0x20 } : line[...]
        let text = UnsafeRawBufferPointer(rebasing: exported)
        for (start, format) in marks where start.withUTF8Buffer({ text.starts(with: $0) }) { return format }
        guard let sign = text.firstIndex(where: { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") }) else {
            return nil
        }
        let value = text[(sign + 1)...].drop { [0x20, 0x09, UInt8(ascii: "'"), UInt8(ascii: "\"")].contains($0) }
        if value.starts(with: "encrypted:".utf8) { return .encrypted("dotenvx") }
        if value.starts(with: "ENC[".utf8) { return .encrypted("sops") }
        if value.starts(with: "!vault".utf8) { return .encrypted("ansible-vault") }
        return nil
    }

    private static func trimmed(_ line: UnsafeRawBufferPointer) -> Slice<UnsafeRawBufferPointer> {
        var line = line[...]
        while let last = line.last, last == 0x20 || last == 0x09 { line = line.dropLast() }
        return line
    }
}

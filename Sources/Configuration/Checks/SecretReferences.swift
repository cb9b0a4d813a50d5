internal import Diagnostics
internal import Model

/// Finds variables that hold a password or a pepper and stand where their values would be shown, such as in a file's name.
enum SecretReferences {
    static func check(_ environments: [DecodedEnvironment]) -> [Diagnostic] {
        var passwords: [Secret] = []
        var peppers: [Pepper] = []
        for environment in environments {
            if case .postgresql(let url)? = environment.database?.value { passwords += Self.passwords(in: url) }
            if let pepper = environment.draft?.pepper { peppers.append(pepper) }
        }
        return environments.flatMap { environment in
            environment.borrowed.compactMap { text in
                let secret = text.variables.first { variable in
                    !Self.passwords(in: variable.value).isEmpty || passwords.contains(variable.value)
                        || peppers.contains(Pepper(variable.value))
                }
                return secret.map { .secretShown(text, variable: $0.name, environment.name) }
            }
        }
    }

    /// As it is in the URL, and as it is meant.
    private static func passwords(in url: Secret) -> [Secret] {
        let text = url.withBytes { String(decoding: $0, as: UTF8.self) }
        guard let parts = PostgreSQLURLParts(text) else { return otherPasswords(in: text) }
        let parameters = parts.parameters.lazy.filter { $0.name == "password" }.map(\.value)
        return ([parts.password] + parameters).filter { !$0.isEmpty }
            .flatMap { [Secret(text: $0), Secret(text: decoded($0))] }
    }

    /// Of a URL of another scheme: a broker's, a proxy's.
    private static func otherPasswords(in text: String) -> [Secret] {
        guard let scheme = text.firstRange(of: "://") else { return [] }
        let rest = text[scheme.upperBound...]
        guard let at = rest.lastIndex(of: "@"), let colon = rest[..<at].firstIndex(of: ":") else { return [] }
        let password = rest[rest.index(after: colon)..<at]
        return password.isEmpty ? [] : [Secret(text: String(password))]
    }

    /// With `%XX` replaced by what it stands for.
    private static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

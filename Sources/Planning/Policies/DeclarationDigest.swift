package import Model

/// A digest of what an identity's declaration says, but for what each environment has of its own.
///
/// Two environments that declare the same have the same digest: the key's format, the deliveries with the text of their
/// templates, in any order, and whether the identity is absent. Owner, name of the key, rotation, hooks, output, database
/// and the accounts that files belong to are left aside.
package enum DeclarationDigest {
    package static func of(_ identity: Identity) -> Fingerprint {
        var text = Text()
        text.add(identity.isAbsent ? "absent" : "present")
        text.add(identity.key.format.prefix)
        text.add("\(identity.key.format.bytes)")
        text.add(identity.key.format.encoding.rawValue)
        if let pattern = identity.key.format.pattern { text.add(pattern.text) }
        for delivery in identity.deliveries.map(Self.bytes).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            text.add(delivery)
        }
        return text.bytes.withUnsafeBytes { Fingerprint(of: $0) }
    }

    private static func bytes(_ delivery: Delivery) -> [UInt8] {
        var text = Text()
        switch delivery.target {
        case .compose(let service, let variable):
            for part in ["compose", service, variable] { text.add(part) }
        case .dotenv(let file, let variable):
            for part in ["dotenv", file, variable] { text.add(part) }
        case .secret(let name, let service, let variable):
            for part in ["secret", name, service, variable] { text.add(part) }
        case .template(let template, let file):
            for part in ["template", template.text, file] { text.add(part) }
        }
        if let variable = delivery.publicVariable { text.add(variable) }
        text.add(delivery.attributes.mode.map { String($0, radix: 8) } ?? "")
        return text.bytes
    }

    /// Parts with their lengths before them, so that no two lists of parts look alike.
    private struct Text {
        private(set) var bytes: [UInt8] = []

        mutating func add(_ part: String) { add(part.utf8) }

        mutating func add(_ part: some Collection<UInt8>) {
            bytes.append(contentsOf: String(part.count).utf8)
            bytes.append(UInt8(ascii: ":"))
            bytes.append(contentsOf: part)
        }
    }
}

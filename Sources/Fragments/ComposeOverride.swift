internal import Model

/// Writes ``Delivery/composeFile``: variables, labels and secrets that compose merges into the user's own services.
enum ComposeOverride {
    /// What labels start with, before the identity's name.
    ///
    /// Compose recreates a container when the service's resolved configuration changes. A key in a secret file does not
    /// change it; the label does, without showing the key.
    static let label = "keyturn.fingerprint."

    /// Where compose mounts secrets in a container.
    static let mountFolder = "/run/secrets/"

    /// The whole file.
    ///
    /// The entries must be ordered by service, then by variable; there may be none of them. `key` is asked for every identity of the entries, in any order, more than once.
    static func render(
        _ entries: [Fragment.ComposeEntry],
        _ environment: Environment,
        key: (Int) -> CurrentKey?
    ) -> Secret {
        var text = SecretBuilder(capacity: 512 + entries.count * 256)
        text.append("# Written by keyturn; edits are overwritten. Use it with your own compose file:\n" as StaticString)
        text.append("#   docker compose -f compose.yaml -f compose.keyturn.yaml up -d\n" as StaticString)
        text.append(entries.isEmpty ? "services: {}\n" : "services:\n" as StaticString)
        var start = entries.startIndex
        while start < entries.endIndex {
            let service = entries[start].service
            let end = entries[start...].firstIndex { $0.service != service } ?? entries.endIndex
            append(entries[start..<end], environment, key, to: &text)
            start = end
        }
        appendSecrets(Set(entries.compactMap(\.secret)).sorted(), environment, to: &text)
        return text.finish()
    }

    /// One service: its variables, then its labels, then its secrets.
    private static func append(
        _ entries: ArraySlice<Fragment.ComposeEntry>,
        _ environment: Environment,
        _ key: (Int) -> CurrentKey?,
        to text: inout SecretBuilder
    ) {
        guard let service = entries.first?.service else { return }
        text.append("  " as StaticString)
        text.appendQuoted(service, interpolated: false)
        text.append(":\n    environment:\n" as StaticString)
        for entry in entries {
            text.append("      " as StaticString)
            text.appendQuoted(entry.variable, interpolated: false)
            if let secret = entry.secret {
                text.append(": " as StaticString)
                text.appendQuoted(mountFolder + secret, interpolated: true)
                text.append("\n" as StaticString)
            } else if let key = key(entry.identity) {
                // The key's alphabet was checked: nothing in it needs an escape.
                text.append(": \"" as StaticString)
                text.append(key.secret)
                text.append("\"\n" as StaticString)
            }
        }
        text.append("    labels:\n" as StaticString)
        var previous = -1
        for identity in entries.map(\.identity).sorted() where identity != previous {
            previous = identity
            text.append("      " as StaticString)
            text.appendQuoted(label + environment.identities[identity].name, interpolated: false)
            text.append(": \"" as StaticString)
            text.append(key(identity)?.fingerprint.description ?? "")
            text.append("\"\n" as StaticString)
        }
        let secrets = Set(entries.compactMap(\.secret)).sorted()
        guard !secrets.isEmpty else { return }
        text.append("    secrets:\n" as StaticString)
        for secret in secrets {
            text.append("      - " as StaticString)
            text.appendQuoted(secret, interpolated: true)
            text.append("\n" as StaticString)
        }
    }

    /// The files are named by their absolute paths: compose resolves relative ones against the folder of the *first*
    /// compose file of its command line, which is the user's, not ours.
    private static func appendSecrets(_ secrets: [String], _ environment: Environment, to text: inout SecretBuilder) {
        guard !secrets.isEmpty else { return }
        let output = environment.output.hasSuffix("/") ? String(environment.output.dropLast()) : environment.output
        text.append("secrets:\n" as StaticString)
        for secret in secrets {
            text.append("  " as StaticString)
            text.appendQuoted(secret, interpolated: false)
            text.append(":\n    file: " as StaticString)
            text.appendQuoted("\(output)/\(Delivery.secretFolder)/\(secret)", interpolated: true)
            text.append("\n" as StaticString)
        }
    }
}

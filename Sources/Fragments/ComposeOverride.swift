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
    /// The entries must be ordered by service, then by variable; there may be none of them. `key` is asked for every
    /// identity of the entries, in any order, more than once. What is carried stands where it would have been rendered.
    static func render(
        _ entries: [Fragment.ComposeEntry],
        _ environment: Environment,
        beside carried: CarriedCompose = .nothing,
        key: (Int) -> CurrentKey?
    ) -> Secret {
        var text = SecretBuilder(capacity: 512 + entries.count * 256)
        text.append("# Written by keyturn; edits are overwritten. Use it with your own compose file:\n" as StaticString)
        text.append("#   docker compose -f compose.yaml -f compose.keyturn.yaml up -d\n" as StaticString)
        text.append(entries.isEmpty && carried.isEmpty ? "services: {}\n" : "services:\n" as StaticString)
        var start = entries.startIndex
        var others = carried.services[...]
        while start < entries.endIndex || !others.isEmpty {
            var service = start < entries.endIndex ? entries[start].service : nil
            if let other = others.first?.name { service = service.map { min($0, other) } ?? other }
            let end = entries[start...].firstIndex { $0.service != service } ?? entries.endIndex
            let other = others.first?.name == service ? others.popFirst() : nil
            append(entries[start..<end], Beside(other, carried), environment, key, to: &text)
            start = end
        }
        appendSecrets(entries, environment, carried, to: &text)
        return text.finish()
    }

    /// What is carried of one service.
    private struct Beside {
        let service: CarriedCompose.Service
        let carried: CarriedCompose

        init(_ service: CarriedCompose.Service?, _ carried: CarriedCompose) {
            self.service = service ?? CarriedCompose.Service(name: "")
            self.carried = carried
        }
    }

    /// Appends items up to a name, or all that are left.
    private static func append(
        _ items: inout ArraySlice<CarriedCompose.Item>,
        before name: String?,
        _ carried: CarriedCompose,
        to text: inout SecretBuilder
    ) {
        while let item = items.first, name.map({ item.name < $0 }) ?? true {
            carried.append(item, to: &text)
            items.removeFirst()
        }
    }

    /// One service: its variables, then its labels, then its secrets.
    private static func append(
        _ entries: ArraySlice<Fragment.ComposeEntry>,
        _ beside: Beside,
        _ environment: Environment,
        _ key: (Int) -> CurrentKey?,
        to text: inout SecretBuilder
    ) {
        let service = entries.first?.service ?? beside.service.name
        var variables = beside.service.variables[...]
        text.append("  " as StaticString)
        text.appendQuoted(service, interpolated: false)
        text.append(":\n    environment:\n" as StaticString)
        for entry in entries {
            append(&variables, before: entry.variable, beside.carried, to: &text)
            text.append("      " as StaticString)
            text.appendQuoted(entry.variable, interpolated: false)
            if let secret = entry.secret {
                text.append(": " as StaticString)
                text.appendQuoted(mountFolder + secret, interpolated: true)
                text.append("\n" as StaticString)
            } else if let value = key(entry.identity)?.text(of: entry.part) {
                // Its alphabet was checked: nothing in it needs an escape.
                text.append(": \"" as StaticString)
                text.append(value)
                text.append("\"\n" as StaticString)
            }
        }
        append(&variables, before: nil, beside.carried, to: &text)
        var labels = beside.service.labels[...]
        if !entries.isEmpty || !labels.isEmpty { text.append("    labels:\n" as StaticString) }
        var previous = -1
        for identity in entries.map(\.identity).sorted() where identity != previous {
            previous = identity
            let name = label + environment.identities[identity].name
            append(&labels, before: name, beside.carried, to: &text)
            text.append("      " as StaticString)
            text.appendQuoted(name, interpolated: false)
            text.append(": \"" as StaticString)
            text.append(key(identity)?.fingerprint.description ?? "")
            text.append("\"\n" as StaticString)
        }
        append(&labels, before: nil, beside.carried, to: &text)
        let secrets = Set(entries.compactMap(\.secret)).union(beside.service.secrets.map(\.name)).sorted()
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
    private static func appendSecrets(
        _ entries: [Fragment.ComposeEntry],
        _ environment: Environment,
        _ carried: CarriedCompose,
        to text: inout SecretBuilder
    ) {
        let secrets = Set(entries.compactMap(\.secret)).sorted()
        var others = carried.secrets[...]
        guard !secrets.isEmpty || !others.isEmpty else { return }
        let output = environment.output.hasSuffix("/") ? String(environment.output.dropLast()) : environment.output
        text.append("secrets:\n" as StaticString)
        for secret in secrets {
            append(&others, before: secret, carried, to: &text)
            text.append("  " as StaticString)
            text.appendQuoted(secret, interpolated: false)
            text.append(":\n    file: " as StaticString)
            text.appendQuoted("\(output)/\(Delivery.secretFolder)/\(secret)", interpolated: true)
            text.append("\n" as StaticString)
        }
        append(&others, before: nil, carried, to: &text)
    }
}

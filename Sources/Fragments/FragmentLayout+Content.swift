package import Diagnostics
package import Model

extension FragmentLayout {
    /// The bytes of a fragment, for these keys.
    ///
    /// `keys` is indexed like the environment's identities; every identity of the fragment must have one. What is
    /// observed matters for dotenv files that users own: all but the values of the declared variables is kept.
    ///
    /// Throws a ``FragmentCode`` diagnostic for a key that the file cannot carry, a file of the users' that cannot be
    /// edited safely, anything but a file in its place, or a key that is missing.
    package func content(
        of fragment: Fragment,
        keys: [CurrentKey?],
        observed: ObservedFile
    ) throws(Diagnostic) -> Secret {
        switch observed {
        case .obstacle(let what): throw .obstacle(place(of: fragment), what, environment.name)
        case .unknown: throw .obstacle(place(of: fragment), "what could not be looked at", environment.name)
        case .missing, .file: break
        }
        for identity in fragment.identities where keys[identity] == nil {
            throw .keyMissing(place(of: fragment), address(of: identity))
        }
        try checkAlphabet(of: fragment, keys)
        switch fragment.kind {
        case .compose(let entries):
            return ComposeOverride.render(entries, environment) { keys[$0] }
        case .dotenv(let entries):
            guard let content = observed.ownedByUsers else { return DotenvFile.render(entries) { keys[$0] } }
            let editor = try DotenvEditor(content, entries, path: place(of: fragment), address: environment.name)
            return editor.edited { keys[$0] }
        case .secret(let identity):
            guard let key = keys[identity] else { throw .keyMissing(place(of: fragment), address(of: identity)) }
            return key.secret
        case .template(let template, let identity):
            guard let key = keys[identity] else { throw .keyMissing(place(of: fragment), address(of: identity)) }
            return try render(template, identity, key, place(of: fragment))
        }
    }

    /// The file as messages about what stands on the disk name it: absolute, as whoever mends it needs it.
    func place(of fragment: Fragment) -> String { "\(environment.output)/\(fragment.path)" }

    func address(of identity: Int) -> String {
        Address(environment.name, environment.identities[identity].name).description
    }

    /// Whether every key can stand unquoted in environment files.
    ///
    /// Identities without a key are passed over.
    func checkAlphabet(of fragment: Fragment, _ keys: [CurrentKey?]) throws(Diagnostic) {
        func check(_ identity: Int) throws(Diagnostic) {
            guard let key = keys[identity]?.secret else { return }
            let isPlain = key.withBytes { $0.allSatisfy(KeyScanner.isKeyByte) }
            guard isPlain, key.count > 0 else { throw .keyAlphabet(place(of: fragment), address(of: identity)) }
        }
        switch fragment.kind {
        case .compose(let entries): for entry in entries where entry.secret == nil { try check(entry.identity) }
        case .dotenv(let entries): for entry in entries { try check(entry.identity) }
        case .secret, .template: break
        }
    }

    private func render(
        _ template: Template,
        _ identity: Int,
        _ key: CurrentKey,
        _ path: String
    ) throws(Diagnostic) -> Secret {
        guard let compiled = templates[template] else { throw .templateMissing(path, address(of: identity)) }
        guard let text = key.secret.withBytes({ String(validating: $0, as: UTF8.self) }) else {
            throw .keyEncoding(path, address(of: identity))
        }
        let result = compiled.render(
            environment: environment.name,
            identity: environment.identities[identity],
            key: text,
            fingerprint: key.fingerprint
        )
        return Secret(text: result)
    }
}

extension ObservedFile {
    /// The content of a dotenv file that is not ours; nil for a file of ours and where there is none.
    var ownedByUsers: Secret? {
        guard case .file(let content, _) = self, !DotenvFile.isOurs(content) else { return nil }
        return content
    }
}

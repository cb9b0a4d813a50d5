package import Diagnostics
package import Model

extension FragmentLayout {
    /// The bytes of a fragment, for these keys; nil where there is to be no such file.
    ///
    /// `keys` is indexed like the environment's identities. An identity without one has no entry: one that waits for its
    /// first key does not keep the others' from being written, one that is absent is taken out. A file is to go when
    /// that leaves nothing of it and it is ours.
    ///
    /// What is observed matters for dotenv files that users own: all is kept but the values of the declared variables,
    /// and the lines of absent identities' ones.
    ///
    /// Throws a ``FragmentCode`` diagnostic for a key that the file cannot carry, a file of the users' that cannot be
    /// edited safely, anything but a file in its place, or a key that is missing for a file that holds nothing else.
    package func content(
        of fragment: Fragment,
        keys: [CurrentKey?],
        observed: ObservedFile
    ) throws(Diagnostic) -> Secret? {
        switch observed {
        case .obstacle(let what): throw .obstacle(place(of: fragment), what, environment.name)
        case .unknown: throw .obstacle(place(of: fragment), "what could not be looked at", environment.name)
        case .missing, .file: break
        }
        let isGone = fragment.identities.allSatisfy { self.isGone($0, keys) }
        try checkAlphabet(of: fragment, keys)
        switch fragment.kind {
        case .compose(let entries):
            if isGone { return nil }
            return ComposeOverride.render(entries.filter { keys[$0.identity] != nil }, environment) { keys[$0] }
        case .dotenv(let entries):
            guard let content = observed.ownedByUsers else {
                return isGone ? nil : DotenvFile.render(entries) { keys[$0] }
            }
            let editor = try DotenvEditor(content, entries, path: place(of: fragment), address: environment.name)
            return editor.edited { identity in
                keys[identity].map { .set($0) } ?? (self.isGone(identity, keys) ? .remove : .keep)
            }
        case .secret(let identity):
            if isGone { return nil }
            return try key(of: identity, keys, fragment).secret
        case .template(let template, let identity):
            if isGone { return nil }
            return try render(template, identity, key(of: identity, keys, fragment), place(of: fragment))
        }
    }

    private func key(of identity: Int, _ keys: [CurrentKey?], _ fragment: Fragment) throws(Diagnostic) -> CurrentKey {
        guard let key = keys[identity] else { throw .keyMissing(place(of: fragment), address(of: identity)) }
        return key
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

extension Fragment {
    /// Whether what stands in its place is its users' own, and only edited.
    package func isUsers(_ found: ObservedFile) -> Bool {
        if case .dotenv = kind { found.ownedByUsers != nil } else { false }
    }
}

extension ObservedFile {
    /// The content of a dotenv file that is not ours; nil for a file of ours and where there is none.
    package var ownedByUsers: Secret? {
        guard case .file(let content, _) = self, !DotenvFile.isOurs(content) else { return nil }
        return content
    }
}

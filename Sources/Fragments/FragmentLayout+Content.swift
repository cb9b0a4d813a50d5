package import Diagnostics
package import Model
internal import Redaction

extension FragmentLayout {
    /// The bytes of a fragment, for these keys; nil if there is to be no such file.
    ///
    /// `keys` is indexed like the environment's identities. An identity without one keeps the entry that it has, if any:
    /// one that waits for its first key does not keep the others' from being written; one that is absent is taken out. A
    /// file is to go when that leaves nothing of it and it is ours.
    ///
    /// What is observed matters: of files of ours the entries stay that no delivery names, of dotenv files that users own
    /// all but the values of the declared variables, and the lines of absent identities' ones.
    ///
    /// `isExact`: the file is known to hold nothing but the fragment's entries (``FragmentInspection/isExact``), and is not
    /// looked through again.
    ///
    /// Throws a ``FragmentCode`` diagnostic for a key that the file cannot carry, a file of the users' that cannot be
    /// edited safely, anything but a file in its place, or a key that is missing for a file that holds nothing else.
    package func content(
        of fragment: Fragment,
        keys: [CurrentKey?],
        observed: ObservedFile,
        isExact: Bool = false
    ) throws(Diagnostic) -> Secret? {
        // What an identity without a key keeps is in the file alone.
        let isDecided = isExact && fragment.identities.allSatisfy { keys[$0] != nil }
        return try rendered(fragment, keys, isDecided ? .missing : observed).content
    }

    /// The same, and whether the file may hold entries that no delivery names.
    func rendered(
        _ fragment: Fragment,
        _ keys: [CurrentKey?],
        _ observed: ObservedFile
    ) throws(Diagnostic) -> (content: Secret?, holdsMore: Bool) {
        switch observed {
        case .obstacle(let what): throw .obstacle(place(of: fragment), what, environment.name)
        case .unknown: throw .obstacle(place(of: fragment), "what could not be read", environment.name)
        case .missing, .file: break
        }
        let isGone = fragment.identities.allSatisfy { self.isGone($0, keys) }
        try checkAlphabet(of: fragment, keys)
        switch fragment.kind {
        case .compose(let entries):
            let (wanted, decided) = divide(entries, keys, by: \.identity)
            return try carrying(observed, isGone) { content in
                let carried = content.map { CarriedCompose($0, except: decided, environment) } ?? .nothing
                return (ComposeOverride.render(wanted, environment, beside: carried) { keys[$0] }, carried.isEmpty)
            }
        case .dotenv(let entries):
            guard let content = observed.ownedByUsers else {
                let (wanted, decided) = divide(entries, keys, by: \.identity)
                return try carrying(observed, isGone) { content in
                    let carried = content.map { CarriedDotenv($0, except: decided) } ?? .nothing
                    return (DotenvFile.render(wanted, beside: carried) { keys[$0] }, carried.isEmpty)
                }
            }
            let editor = try DotenvEditor(content, entries, path: place(of: fragment), address: environment.name)
            let edited = editor.edited { identity in
                keys[identity].map { .set($0) } ?? (self.isGone(identity, keys) ? .remove : .keep)
            }
            return (edited, true)
        case .secret(let identity):
            return (isGone ? nil : try key(of: identity, keys, fragment).secret, false)
        case .template(let template, let identity):
            if isGone { return (nil, false) }
            let key = try key(of: identity, keys, fragment)
            return (try render(template, identity, key, place(of: fragment)), false)
        }
    }

    /// The entries with a key, and those that this run decides about: with a key, or to be taken out.
    private func divide<Entry>(_ entries: [Entry], _ keys: [CurrentKey?], by identity: (Entry) -> Int) -> (
        wanted: [Entry], decided: [Entry]
    ) {
        if entries.allSatisfy({ keys[identity($0)] != nil }) { return (entries, entries) }
        return (
            entries.filter { keys[identity($0)] != nil },
            entries.filter { keys[identity($0)] != nil || isGone(identity($0), keys) }
        )
    }

    /// Renders a file of Keyturn's; what is in it is looked through only where it is not all that is to be there.
    private func carrying(
        _ observed: ObservedFile,
        _ isGone: Bool,
        _ render: (Secret?) throws(Diagnostic) -> (content: Secret, isAlone: Bool)
    ) throws(Diagnostic) -> (content: Secret?, holdsMore: Bool) {
        guard case .file(let found, _) = observed, WrittenFile.isOurs(found) else {
            return (isGone ? nil : try render(nil).content, false)
        }
        if !isGone {
            let plain = try render(nil).content
            if plain == found { return (plain, false) }
        }
        let (content, isAlone) = try render(found)
        return (isGone && isAlone ? nil : content, true)
    }

    private func key(of identity: Int, _ keys: [CurrentKey?], _ fragment: Fragment) throws(Diagnostic) -> CurrentKey {
        guard let key = keys[identity] else { throw .keyMissing(place(of: fragment), address(of: identity)) }
        return key
    }

    /// The file as messages about what is on the disk name it: absolute, as whoever fixes it needs it.
    func place(of fragment: Fragment) -> String { "\(environment.output)/\(fragment.path)" }

    func address(of identity: Int) -> String {
        Address(environment.name, environment.identities[identity].name).description
    }

    /// Whether every key, and what is delivered beside it, can stand unquoted in environment files.
    ///
    /// Identities without a key are ignored.
    func checkAlphabet(of fragment: Fragment, _ keys: [CurrentKey?]) throws(Diagnostic) {
        func check(_ identity: Int) throws(Diagnostic) {
            guard let key = keys[identity]?.secret else { return }
            guard key.withBytes(KeyWord.isPlain) else { throw .keyAlphabet(place(of: fragment), address(of: identity)) }
        }
        func check(_ identity: Int, _ part: KeyPart) throws(Diagnostic) {
            guard part == .publicID else { return try check(identity) }
            guard let key = keys[identity] else { return }
            guard key.text(of: part)?.withBytes(KeyWord.isWholeKey) == true else {
                throw .publicPart(place(of: fragment), address(of: identity))
            }
        }
        switch fragment.kind {
        case .compose(let entries):
            for entry in entries where entry.secret == nil { try check(entry.identity, entry.part) }
        case .dotenv(let entries): for entry in entries { try check(entry.identity, entry.part) }
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
            fingerprint: key.fingerprint,
            publicID: key.publicID
        )
        return Secret(text: result)
    }
}

extension Fragment {
    /// Whether what is in its place is its users' own, and only edited.
    package func isUsers(_ found: ObservedFile) -> Bool {
        if case .dotenv = kind { found.ownedByUsers != nil } else { false }
    }
}

extension ObservedFile {
    /// The content of a dotenv file that is not ours; nil for a file of Keyturn's and where there is none.
    package var ownedByUsers: Secret? {
        guard case .file(let content, _) = self, !DotenvFile.isOurs(content) else { return nil }
        return content
    }
}

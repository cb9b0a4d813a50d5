internal import Model
internal import Redaction

/// Tells what is wrong with single entries of a file that is not as it should be as a whole.
struct EntryJudge {
    private let content: Secret
    /// Of everything in the file that could be a key.
    private let tokens: Set<Fingerprint>
    private let places: Places

    /// What each identity's entries hold, by identity.
    private enum Places {
        /// The values in the variables, nil where the file has none.
        case values([Int: [Value]])
        /// The whole file is the entry.
        case file(KeyFormat, isSecret: Bool)
    }

    private enum Value {
        /// The file has no such variable.
        case missing
        /// The variable is there, and nothing in it.
        case empty
        case key(Fingerprint, isWhole: Bool)
        /// Shorter than any key of Keyturn's: someone's `changeme`, or a key that was adopted.
        case short(Fingerprint)
        /// A public part, by its digest; nil for no such variable, or nothing in it.
        case publicPart(Fingerprint?)
        /// A label of the compose file, standing for a key in a secret file: the fingerprint as it is shown.
        case label(String)

        /// The file has no entry for the part.
        static func nothing(of part: KeyPart) -> Value { part == .publicID ? .publicPart(nil) : .missing }
    }

    init(_ fragment: Fragment, _ environment: Environment, _ content: Secret, tokens: Set<Fingerprint>) {
        self.content = content
        self.tokens = tokens
        switch fragment.kind {
        case .compose(let entries): places = .values(Self.values(of: entries, environment, content))
        case .dotenv(let entries): places = .values(Self.values(of: entries, environment, content))
        case .secret(let identity): places = .file(environment.identities[identity].key.format, isSecret: true)
        case .template(_, let identity): places = .file(environment.identities[identity].key.format, isSecret: false)
        }
    }

    /// - Returns: nil where the identity's entries hold its key.
    func finding(for identity: Int, _ key: CurrentKey) -> FragmentFinding? {
        switch places {
        case .file(let format, _):
            if holds(key) { return nil }
            return otherKey(of: format).map { .holdsOther($0) } ?? .entryMissing
        case .values(let values):
            for value in values[identity] ?? [] {
                switch value {
                case .missing, .empty: return .entryMissing
                case .short(let fingerprint) where fingerprint != key.fingerprint: return .entryMissing
                case .key(let fingerprint, _) where fingerprint != key.fingerprint: return .holdsOther(fingerprint)
                case .label(let text) where text != key.fingerprint.description: return .altered
                case .key, .short, .label, .publicPart: continue
                }
            }
            return isBesideAnother(values[identity] ?? [], key) ? .publicPart : nil
        }
    }

    /// Whether a public part is not in its place, or not the key's.
    private func isBesideAnother(_ values: [Value], _ key: CurrentKey) -> Bool {
        let digest = key.digest(of: .publicID)
        return values.contains { value in
            if case .publicPart(let held) = value { held == nil || held != digest } else { false }
        }
    }

    /// What is still there of an absent identity.
    ///
    /// - Returns: nil where none of its entries is there.
    func surplus(of identity: Int) -> FragmentFinding? {
        switch places {
        case .file(let format, _): return .surplus(otherKey(of: format))
        case .values(let values):
            var isThere = false
            for value in values[identity] ?? [] {
                switch value {
                case .key(let fingerprint, _): return .surplus(fingerprint)
                case .empty, .short, .label, .publicPart(.some): isThere = true
                case .missing, .publicPart(nil): continue
                }
            }
            return isThere ? .surplus(nil) : nil
        }
    }

    /// Whatever keys are in an identity's entries.
    func keys(at identity: Int) -> [Fingerprint] {
        switch places {
        case .file: Array(tokens)
        case .values(let values):
            (values[identity] ?? []).compactMap { value in
                switch value {
                case .key(let fingerprint, _): fingerprint
                case .missing, .empty, .short, .label, .publicPart: nil
                }
            }
        }
    }

    /// The whole keys in the identity's places: see ``FragmentInspection/held``.
    func heldKeys(of identity: Int) -> [Fingerprint] {
        switch places {
        case .file(let format, let isSecret):
            if let key = wellFormedKey(of: format) {
                [key]
            } else {
                // A long word of a template's own text is no key.
                isSecret && tokens.count == 1 ? Array(tokens) : []
            }
        case .values(let values):
            (values[identity] ?? []).compactMap {
                if case .key(let fingerprint, isWhole: true) = $0 { fingerprint } else { nil }
            }
        }
    }

    /// Keys that were adopted may be shorter than a token, or of another alphabet: those are looked for as they are.
    private func holds(_ key: CurrentKey) -> Bool {
        if tokens.contains(key.fingerprint) { return true }
        let isToken = key.secret.withBytes(KeyWord.isWhole)
        guard !isToken, key.secret.count > 0 else { return false }
        return content.withBytes { content in
            key.secret.withBytes { key in
                guard content.count >= key.count else { return false }
                return (0...content.count - key.count).contains { start in
                    content[start..<start + key.count].elementsEqual(key)
                }
            }
        }
    }

    /// The first token that is of the identity's format, else the only token.
    private func otherKey(of format: KeyFormat) -> Fingerprint? {
        wellFormedKey(of: format) ?? (tokens.count == 1 ? tokens.first : nil)
    }

    /// The first token that is of the identity's format.
    private func wellFormedKey(of format: KeyFormat) -> Fingerprint? {
        var first: Fingerprint?
        KeyScanner.forEachToken(in: content) { token in
            if first == nil, format.matches(Secret(token)) { first = Fingerprint(of: token) }
        }
        return first
    }

    // MARK: - Values

    private static func values(
        of entries: [Fragment.DotenvEntry],
        _ environment: Environment,
        _ content: Secret
    ) -> [Int: [Value]] {
        var values: [Int: [Value]] = [:]
        let isOurs = DotenvFile.isOurs(content)
        // A file of Keyturn's that cannot be read is written again, so why does not matter.
        let found = try? DotenvEditor.definitions(in: content, of: entries, "", "")
        for (index, entry) in entries.enumerated() {
            let format = environment.identities[entry.identity].key.format
            // Of several definitions each must be right: readers do not agree which one counts.
            let held = (found?[index] ?? []).map { definition in
                content.withBytes {
                    Self.value(
                        UnsafeRawBufferPointer(rebasing: $0[definition.value]),
                        entry.part,
                        format,
                        isOurs: isOurs,
                        isSpelledOtherwise: environment.takesKeysWithoutPrefix
                    )
                }
            }
            values[entry.identity, default: []] += held.isEmpty ? [.nothing(of: entry.part)] : held
        }
        return values
    }

    private static func values(
        of entries: [Fragment.ComposeEntry],
        _ environment: Environment,
        _ content: Secret
    ) -> [Int: [Value]] {
        let reader = ComposeReader(content)
        var values: [Int: [Value]] = [:]
        for entry in entries {
            if entry.secret == nil {
                let format = environment.identities[entry.identity].key.format
                let value = reader.variable(entry.variable, of: entry.service) {
                    Self.value($0, entry.part, format, isOurs: true)
                }
                values[entry.identity, default: []].append(value ?? .nothing(of: entry.part))
            } else {
                let label = ComposeOverride.label + environment.identities[entry.identity].name
                let value = reader.label(label, of: entry.service) {
                    Value.label(String(decoding: $0, as: UTF8.self))
                }
                values[entry.identity, default: []].append(value ?? .missing)
            }
        }
        return values
    }

    /// In a file of ours whatever could be a key is one that we delivered, also where another format is declared by now.
    ///
    /// Where `isSpelledOtherwise` the server takes keys without their prefix, too.
    private static func value(
        _ bytes: UnsafeRawBufferPointer,
        _ part: KeyPart,
        _ format: KeyFormat,
        isOurs: Bool,
        isSpelledOtherwise: Bool = false
    ) -> Value {
        if part == .publicID { return .publicPart(bytes.isEmpty ? nil : Fingerprint(of: bytes)) }
        guard !bytes.isEmpty else { return .empty }
        let fingerprint = Fingerprint(of: bytes)
        guard bytes.count >= KeyWord.shortest else { return .short(fingerprint) }
        if isOurs { return .key(fingerprint, isWhole: KeyWord.isPlain(bytes)) }
        let key = Secret(bytes)
        return .key(
            fingerprint,
            isWhole: format.matches(key) || isSpelledOtherwise && format.withoutPrefix.matches(key)
        )
    }
}

extension Environment {
    /// PM MCP Server's own table, or one whose profile says so.
    fileprivate var takesKeysWithoutPrefix: Bool { profile.map { $0.alsoAccepts?.withoutPrefix == true } ?? true }
}

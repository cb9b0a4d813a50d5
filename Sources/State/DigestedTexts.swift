internal import Fragments
package import Model

/// The texts of keys that environments deliver or keep, by which it is found which keys tables of digests hold.
///
/// A table that holds another digest than a key's fingerprint does not say which key it is of. Every text that is here is
/// digested once as such a table does it, and looked up.
package struct DigestedTexts: Sendable {
    private let texts: [Fingerprint: Secret]

    private let environments: [ObservedEnvironment]

    /// Words in files that may be keys and of which the text is not kept, by the digits that a mark has.
    ///
    /// Found once a row's mark asks for them: every file is read for it.
    private lazy var words = Self.words(in: environments, besides: texts)

    /// How many slow digests were computed.
    package private(set) var slowDigests = 0

    /// Nil if no store holds such digests.
    package init?(of environments: [ObservedEnvironment], besides others: [Secret] = []) {
        guard environments.contains(where: { $0.store.digester != nil }) else { return nil }
        var texts: [Fingerprint: Secret] = [:]
        func add(_ text: UnsafeRawBufferPointer) {
            guard !text.isEmpty else { return }
            let fingerprint = Fingerprint(of: text)
            if texts[fingerprint] == nil { texts[fingerprint] = Secret(text) }
        }
        for observed in environments {
            observed.forEachText { _, text in add(text) }
            for row in observed.store.keys { row.plaintext?.withBytes(add) }
        }
        for other in others { other.withBytes(add) }
        self.environments = environments
        self.texts = texts
    }

    /// The observation with the keys that rows hold digests of, as far as a text says which.
    ///
    /// `proves`: slow digests are computed also where the mark behind a row's name says which key it is.
    package mutating func resolved(_ observed: ObservedEnvironment, proves: Bool = false) -> ObservedEnvironment {
        guard let digester = observed.store.digester else { return observed }
        var observed = observed
        let store = observed.store
        var keys = DigestedRows(store.keys.map { ($0.digested, $0.mark) })
        var others = DigestedRows(store.otherKeys.map { ($0.digested, $0.mark) })
        var foundKeys: [Int: Fingerprint] = [:]
        var foundOthers: [Int: Fingerprint] = [:]
        // The same secret behind another row's id is another key, which the server refuses.
        let pattern = observed.environment.profile?.key.pattern.flatMap { $0.holdsRowID ? $0 : nil }
        for (fingerprint, text) in texts {
            text.withBytes { bytes in
                let piece = store.lookup.map { KeyDigester.piece($0, of: bytes) }
                let search = DigestedRows.Search(digester, fingerprint, bytes, piece, proves: proves)
                for place in keys.matches(search, &slowDigests) {
                    if let pattern, pattern.rowID(in: bytes).map(store.keys[place].hasID) != true { continue }
                    foundKeys[place] = fingerprint
                }
                for place in others.matches(search, &slowDigests) { foundOthers[place] = fingerprint }
            }
        }
        let profile = observed.environment.profile
        observed.store.resolve(keys: foundKeys, otherKeys: foundOthers) { profile?.rowID(of: $0) }
        observed.untriedRows = keys.untried.count + others.untried.count
        return observed
    }

    /// The observation with the keys of rows that Keyturn issued, as far as a word in any file has the digits of their mark:
    /// what an identity that is declared no more left in a fragment, or what was copied into another folder.
    ///
    /// Only what no text proves: a key that is here and whose digest is another says that the mark is forged, or the pepper
    /// wrong (``isStoredWrong(in:)``, which is asked first).
    package mutating func marked(_ observed: ObservedEnvironment) -> ObservedEnvironment {
        guard observed.store.digester != nil else { return observed }
        var keys: [Int: Fingerprint] = [:]
        for (place, row) in observed.store.keys.enumerated() {
            if let mark = row.soleMark { keys[place] = words[mark] }
        }
        var others: [Int: Fingerprint] = [:]
        for (place, key) in observed.store.otherKeys.enumerated() {
            if let mark = key.soleMark { others[place] = words[mark] }
        }
        var observed = observed
        observed.store.resolve(keys: keys, otherKeys: others)
        return observed
    }

    private static func words(
        in environments: [ObservedEnvironment],
        besides texts: [Fingerprint: Secret]
    ) -> [String: Fingerprint] {
        var words: [String: Fingerprint] = [:]
        func add(_ found: [Fingerprint]) {
            for word in found where texts[word] == nil { words[word.digits] = word }
        }
        for observed in environments {
            for file in observed.otherFiles.files + observed.formerFiles { add(file.words) }
            for fragment in observed.layout.fragments {
                guard case .file(let content, _)? = observed.folder.files[fragment.path] else { continue }
                add(KeyScanner.fingerprints(in: content))
            }
        }
        return words
    }

    /// The same environments, with the rows found that hold a digest of a key which someone has.
    package static func views(_ views: [EnvironmentView], knowing keys: [Secret], now: Instant) -> [EnvironmentView] {
        guard var known = DigestedTexts(of: views.map(\.observed), besides: keys) else { return views }
        return views.map { view in
            view.observed.store.digester == nil ? view : EnvironmentView(known.resolved(view.observed), now: now)
        }
    }

    /// Whether the table's digests were not made as the profile says, its pepper or anything else of it: a key of a row that
    /// Keyturn issued is in the identity's own file, and its digest is another.
    package static func isStoredWrong(in observed: ObservedEnvironment) -> Bool {
        guard observed.store.digester != nil else { return false }
        let rows = observed.store.keys.filter { $0.digested != nil }
        guard rows.contains(where: { $0.mark != nil }), rows.allSatisfy(\.isUnknown) else { return false }
        let marks = Set(rows.compactMap(\.mark))
        var isThere = false
        observed.forEachText { _, text in isThere = isThere || marks.contains(Fingerprint(of: text).digits) }
        return isThere
    }
}

extension ObservedEnvironment {
    /// Lends every text that is in a place of an identity's key, in fragments and in what killed runs left.
    ///
    /// `isEnough` is asked before each fragment: once it says so, no more are read.
    func forEachText(
        until isEnough: () -> Bool = { false },
        _ body: (_ identity: Int, _ text: UnsafeRawBufferPointer) -> Void
    ) {
        let leftovers = Dictionary(grouping: folder.leftovers) { FragmentPath.parent(of: $0.path) }
        // What is read fastest comes first: an identity has one key in all its files.
        let isDotenv = { (fragment: Fragment) in if case .dotenv = fragment.kind { true } else { false } }
        for fragment in layout.fragments.filter(isDotenv) + layout.fragments.filter({ !isDotenv($0) }) {
            if isEnough() { return }
            var contents = (leftovers[FragmentPath.parent(of: fragment.path)] ?? []).map(\.content)
            if case .file(let content, _)? = folder.files[fragment.path] { contents.append(content) }
            for content in contents { layout.forEachText(in: fragment, content, body) }
        }
    }
}

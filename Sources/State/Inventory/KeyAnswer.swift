internal import Fragments
package import Model

/// Whose a key is, where it is live, and where it was delivered.
package struct KeyAnswer: Sendable {
    /// A row of the key, with the files in which it stands.
    package struct Row: Hashable, Sendable {
        package let key: ListedKey

        /// Relative to the output folder of the row's environment.
        package let files: [String]
    }

    /// Live ones first.
    package let rows: [Row]

    /// Files of environments whose stores do not know the key, as `environment:path`.
    package let strays: [String]

    /// What a key is asked for by.
    package enum Question: Sendable {
        case key(Secret)
        /// The first 12 hex digits of a fingerprint, or more of them, in lower case; they may be a key as well.
        case digits(String, orKey: Secret)
    }

    package init(_ question: Question, in views: [EnvironmentView], now: Instant) {
        let keys = views.flatMap { $0.listedKeys(now: now) }
        let index = KeyIndex(keys)
        let found: [ListedKey]
        var wanted: Set<Fingerprint> = []
        switch question {
        case .key(let secret): found = Self.rows(of: secret, index, &wanted)
        case .digits(let digits, let secret):
            let named = index.rows(beginning: digits)
            found = named.isEmpty ? Self.rows(of: secret, index, &wanted) : named
        }
        for key in found { wanted.formUnion([key.fingerprint] + [key.otherSpelling].compactMap(\.self)) }
        let views = Dictionary(views.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let files = views.mapValues { $0.files(holding: wanted) }
        rows = found.map { Row(key: $0, files: files[$0.environment] ?? []) }
        let known = Set(found.map(\.environment))
        strays = files.sorted { $0.key < $1.key }.filter { !known.contains($0.key) }
            .flatMap { name, paths in paths.map { "\(name):\($0)" } }
    }

    private static func rows(of secret: Secret, _ index: KeyIndex, _ wanted: inout Set<Fingerprint>) -> [ListedKey] {
        let fingerprint = Fingerprint(of: secret)
        wanted.insert(fingerprint)
        return index.rows(of: fingerprint)
    }
}

extension EnvironmentView {
    /// The files of the output folder in which one of some keys stands.
    fileprivate func files(holding keys: Set<Fingerprint>) -> [String] {
        var files: [String] = []
        for (fragment, inspection) in zip(observed.layout.fragments, inspections)
        where inspection.keys.contains(where: keys.contains) {
            files.append(fragment.path)
        }
        for file in observed.otherFiles.files where file.words.contains(where: keys.contains) {
            files.append(file.path)
        }
        return files
    }
}

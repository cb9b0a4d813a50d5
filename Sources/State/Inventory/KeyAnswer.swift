internal import Fragments
package import Model

/// Whose a key is, where it is live, and where it was delivered.
package struct KeyAnswer: Sendable {
    /// A row of the key, with the files in which it stands.
    package struct Row: Hashable, Sendable {
        package let key: ListedKey

        /// Relative to the output folder of the row's environment.
        package let files: [String]

        /// By what other commands know the key, which were not given its text.
        package let name: Fingerprint
    }

    /// Live ones first.
    package let rows: [Row]

    /// Files of environments whose stores do not know the key, as `environment:path`.
    package let strays: [String]

    /// Live keys that could not be compared with the digits that were asked about; empty where the key was found.
    package let hidden: [HiddenKeys]

    /// `unaided` is the environments as they are seen by who has not the text that is asked about.
    package init(_ question: KeyQuestion, in views: [EnvironmentView], unaided: [EnvironmentView], now: Instant) {
        let keys = views.flatMap { $0.listedKeys(now: now) }
        let index = KeyIndex(keys)
        var found: [ListedKey] = []
        var wanted: Set<Fingerprint> = []
        for meaning in question.meanings where found.isEmpty {
            switch meaning {
            case .key(let secret): found = Self.rows(of: secret, index, &wanted)
            case .row(let mark): found = index.rows(called: mark)
            case .digits(let digits, let secret):
                let named = index.rows(beginning: digits)
                found = named.isEmpty ? Self.rows(of: secret, index, &wanted) : named
            }
        }
        for key in found { wanted.formUnion([key.fingerprint] + [key.otherSpelling].compactMap(\.self)) }
        let views = Dictionary(views.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let files = views.mapValues { $0.files(holding: wanted) }
        let places = found.map { RowPlace($0) }
        var names: [RowPlace: Fingerprint] = [:]
        for key in unaided.flatMap({ $0.listedKeys(now: now) }) where !places.isEmpty {
            names[RowPlace(key)] = key.fingerprint
        }
        rows = zip(found, places).map {
            Row(key: $0, files: files[$0.environment] ?? [], name: names[$1] ?? $0.fingerprint)
        }
        hidden =
            found.isEmpty && question.mayBeFingerprint
            ? HiddenKeys.all(in: Array(views.values), now: now).sorted { $0.environment < $1.environment } : []
        let known = Set(found.map(\.environment))
        strays = files.sorted { $0.key < $1.key }.filter { !known.contains($0.key) }
            .flatMap { name, paths in paths.map { "\(name):\($0)" } }
    }

    private struct RowPlace: Hashable {
        let environment: String
        let row: String

        init(_ key: ListedKey) {
            environment = key.environment
            row = key.row
        }
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

internal import Fragments
package import Model
package import State

extension Manifest {
    /// How many words that no store knows are written down at most: that many keys no one pastes.
    package static let wordLimit = 20_000

    /// Writes down what an environment holds.
    ///
    /// - Parameters:
    ///   - view: the environment.
    ///   - pepper: what fingerprints are keyed with; without one, only those of keys that no one could guess are reported.
    ///   - host: see ``Whereabouts/init(of:host:)``.
    ///   - version: Keyturn's.
    ///   - now: the time that ends are compared with.
    package init(of view: EnvironmentView, pepper: Pepper?, host: String, version: String, now: Instant) {
        var maker = Maker(view, pepper, now)
        maker.addKeys()
        maker.addRows()
        maker.addFiles()
        func keyed(_ fingerprint: Fingerprint) -> Fingerprint { pepper?.keyed(fingerprint) ?? fingerprint }
        let plain = Whereabouts(of: view.observed, host: host)
        self.init(
            name: view.name,
            createdAt: now,
            version: version,
            fingerprints: pepper.map { .peppered(check: $0.check) } ?? .plain,
            counts: maker.counts,
            whereabouts: Whereabouts(
                database: keyed(plain.database),
                table: plain.table.map(keyed),
                folder: plain.folder.map(keyed),
                path: keyed(plain.path),
                around: plain.around.map(keyed)
            ),
            owners: Set(view.owners.map(keyed)),
            entries: maker.entries.sorted { left, right in
                left.order == right.order ? left.fingerprint < right.fingerprint : left.order < right.order
            },
            files: maker.files.sorted { ($0.path, $0.isDeclared ? 0 : 1) < ($1.path, $1.isDeclared ? 0 : 1) },
            notComparable: view.notComparable + maker.notComparable,
            rows: maker.rows.sorted { ($0.fingerprint, $0.digest) < ($1.fingerprint, $1.digest) },
            issued: maker.issued,
            isReplica: view.isReplica,
            untold: pepper.map { pepper in
                let untold = view.allUntoldKeys(at: now)
                return UntoldKeys(count: untold.count, comparison: untold.comparison.map(pepper.keyed))
            }
        )
    }

    /// Goes over an environment once, sorting what may be told from what may not.
    private struct Maker {
        let view: EnvironmentView
        let pepper: Pepper?
        let now: Instant
        var counts = Counts()
        var entries: [Entry] = []
        var rows: [Row] = []
        var issued: Set<Fingerprint> = []
        var files: [File] = []
        private var withheld: [String: (count: Int, reason: String)] = [:]
        /// What the store knows, and whether its fingerprint may be told.
        private var known: [Fingerprint: Bool] = [:]

        init(_ view: EnvironmentView, _ pepper: Pepper?, _ now: Instant) {
            self.view = view
            self.pepper = pepper
            self.now = now
        }

        var notComparable: [NotComparable] {
            withheld.sorted { $0.key < $1.key }.map {
                NotComparable(environment: view.name, what: $0.key, count: $0.value.count, reason: $0.value.reason)
            }
        }

        private mutating func withhold(_ what: String, _ reason: String, count: Int = 1) {
            withheld[what, default: (0, reason)].count += count
            counts.notComparable += count
        }

        mutating func addKeys() {
            let drawn = pepper == nil && !holdsFingerprints ? drawnKeys() : []
            var found: [Entry] = []
            var spellings: [Fingerprint: Fingerprint] = [:]
            view.forEachSpelling { spellings[$0] = $1 }
            view.forEachKnown(at: now) { fingerprint, kind in
                let (kind, form) = kind()
                found.append(Entry(fingerprint: fingerprint, kind: kind, form: form))
            }
            for entry in found {
                switch entry.form {
                case .live, .ending: counts.live += 1
                case .ended: counts.ended += 1
                case .watched: counts.watched += 1
                case .written: break
                }
                let isTold = pepper != nil || drawn.contains(entry.fingerprint)
                known[entry.fingerprint] = (known[entry.fingerprint] ?? false) || isTold
                if isTold {
                    entries.append(
                        Entry(
                            fingerprint: keyed(entry.fingerprint),
                            otherSpelling: spellings[entry.fingerprint].map(keyed),
                            kind: entry.kind,
                            form: entry.form
                        )
                    )
                } else {
                    withhold(entry.withheldName, holdsFingerprints ? Self.isStored : entry.withheldReason)
                }
            }
        }

        mutating func addRows() {
            var found: [Row] = []
            view.forEachRow { mark in
                guard known[mark.fingerprint] == true else { return }
                found.append(Row(fingerprint: keyed(mark.fingerprint), digest: keyed(mark.digest)))
            }
            rows = found
            issued = Set(known.filter { $0.value && view.issued($0.key) }.keys.map(keyed))
        }

        /// Whether the table holds fingerprints themselves, which are then for no one to see.
        private var holdsFingerprints: Bool { view.environment.profile?.holdsFingerprints ?? false }

        private static let isStored = "the table holds these digests themselves: set isolation.pepper"

        /// Keys whose fingerprints tell no one anything: of the declared format, and drawn at random as far as it seems.
        private func drawnKeys() -> Set<Fingerprint> {
            var drawn: Set<Fingerprint> = []
            for (identity, state) in zip(view.environment.identities, view.keys.states) {
                for row in state.rows
                where view.material.looksDrawn(row, as: identity.key.format) {
                    drawn.insert(row.fingerprint)
                }
            }
            let formats = Set(view.environment.identities.map(\.key.format))
            for row in view.keys.unmanaged + view.keys.endedUnmanaged
            where formats.contains(where: { view.material.looksDrawn(row, as: $0) }) {
                drawn.insert(row.fingerprint)
            }
            return drawn
        }

        mutating func addFiles() {
            var words: [String: (isDeclared: Bool, words: Set<Fingerprint>)] = [:]
            func add(_ word: Fingerprint, _ kind: Place.Kind) {
                switch kind {
                case .file(let path): words[path, default: (true, [])].words.insert(word)
                case .otherFile(let path): words[path, default: (false, [])].words.insert(word)
                default: break
                }
            }
            view.forEachWritten { word, kind in
                add(word, kind())
                // Whoever reads the manifest knows published keys in the spelling that is published.
                if let other = view.otherSpelling(of: word), PublishedKey.place(of: other) != nil { add(other, kind()) }
            }
            var unknown = 0
            for (path, file) in words.sorted(by: { $0.key < $1.key }) {
                var told: [Fingerprint] = []
                var withheld = 0
                for word in file.words.sorted() {
                    if let isTold = known[word] {
                        counts.inFiles += 1
                        // A key that is withheld is counted where the store knows it.
                        if isTold { told.append(word) }
                    } else if pepper != nil, unknown < Manifest.wordLimit {
                        unknown += 1
                        told.append(word)
                    } else {
                        withheld += 1
                    }
                }
                if !told.isEmpty {
                    files.append(File(path: path, isDeclared: file.isDeclared, words: told.map(keyed).sorted()))
                }
                if withheld > 0 {
                    let reason =
                        pepper == nil
                        ? "no database of this environment knows whether that is a key"
                        : "more than \(Manifest.wordLimit) such words in total"
                    withhold("long words in \(path)", reason, count: withheld)
                }
            }
        }

        private func keyed(_ fingerprint: Fingerprint) -> Fingerprint { pepper?.keyed(fingerprint) ?? fingerprint }
    }
}

extension Manifest.Entry {
    fileprivate var order: String { Place(environment: "", kind: kind).description }

    /// What stands for it where its fingerprint may not be told.
    fileprivate var withheldName: String {
        switch kind {
        case .identity(let name), .ended(let name): "keys of \(name)"
        case .unmanaged, .endedUnmanaged: "unmanaged keys"
        case .otherOwner, .endedOtherOwner: "keys of other owners"
        case .watched(let source): "watched \(source)"
        case .file(let path), .otherFile(let path): "words in \(path)"
        }
    }

    fileprivate var withheldReason: String {
        switch kind {
        case .identity, .ended, .unmanaged, .endedUnmanaged: "not of a declared format, or made by hand"
        case .otherOwner, .endedOtherOwner, .watched, .file, .otherFile: "it could be guessed without a pepper"
        }
    }
}

extension NotComparable {
    /// Whether it is keys of the store that the manifest does not name, as ``Manifest/Entry`` calls them there.
    var isOfKeys: Bool { what == "unmanaged keys" || what.hasPrefix("keys of ") }
}

internal import Fragments
package import Model
package import State

/// Finds what no declaration names: one pass over the words in files, and one over the rows that no one declares.
struct OrphanFinder {
    private let view: EnvironmentView
    private let revoked: RevocationList
    private let now: Instant

    /// By key: what reports it.
    private var traces: [Fingerprint: [OrphanedKey.Trace]] = [:]

    /// By key: the identities whose place in a fragment holds it, though it is not theirs.
    private(set) var holders: [Fingerprint: [Int]] = [:]

    /// A name that more undeclared owners use says nothing of whose a key is.
    private static let namesakes = 3

    init(_ view: EnvironmentView, _ revoked: RevocationList, now: Instant) {
        self.view = view
        self.revoked = revoked
        self.now = now
        for (fragment, inspection) in zip(view.observed.layout.fragments, view.inspections) {
            collect(fragment, inspection)
        }
        let mounted = mounted
        for file in view.observed.otherFiles.files + view.observed.formerFiles {
            let named = Dictionary(file.entries.map { ($0.fingerprint, $0) }, uniquingKeysWith: { first, _ in first })
            for word in file.words {
                let trace: OrphanedKey.Trace =
                    named[word].map { .entry(path: file.path, $0) } ?? .file(path: file.path, isOurs: isOurs(file))
                traces[word, default: []].append(trace)
                if let (path, entry) = mounted[file.path] {
                    traces[word, default: []].append(.entry(path: path, entry))
                }
            }
        }
    }

    /// Entries that mount a secret, by the secret's file.
    private var mounted: [String: (path: String, entry: FragmentEntry)] {
        let fragments = zip(view.observed.layout.fragments, view.inspections).map { ($0.path, $1.undeclared) }
        let files = view.observed.otherFiles.files.map { ($0.path, $0.entries) }
        var mounted: [String: (path: String, entry: FragmentEntry)] = [:]
        for (path, entries) in fragments + files {
            for entry in entries {
                guard let secret = entry.secret else { continue }
                mounted["\(Delivery.secretFolder)/\(secret)"] = (path, entry)
            }
        }
        return mounted
    }

    /// Secret files have no header: their place and their only word tell them.
    private func isOurs(_ file: FileScan.File) -> Bool {
        file.isOurs || file.words.count == 1 && file.path.hasPrefix(Delivery.secretFolder + "/")
    }

    private mutating func collect(_ fragment: Fragment, _ inspection: FragmentInspection) {
        for entry in inspection.undeclared {
            guard let key = entry.fingerprint else { continue }
            let isOurs = view.observed.isOurs(fragment)
            traces[key, default: []].append(
                isOurs ? .entry(path: fragment.path, entry) : .file(path: fragment.path, isOurs: false)
            )
        }
        let isOurs = view.observed.isOurs(fragment)
        var delivered: Set<Fingerprint> = []
        func deliver(_ key: Fingerprint, to identity: Int) {
            holders[key, default: []].append(identity)
            if delivered.insert(key).inserted {
                traces[key, default: []].append(.delivered(path: fragment.path, isOurs: isOurs))
            }
        }
        for (identity, finding) in inspection.findings {
            if case .holdsOther(let key) = finding { deliver(key, to: identity) }
        }
        for (identity, key) in inspection.waiting { deliver(key, to: identity) }
        guard !isOurs else { return }
        for key in inspection.keys where !delivered.contains(key) && traces[key] == nil {
            traces[key] = [.file(path: fragment.path, isOurs: false)]
        }
    }

    // MARK: - Keys

    func find() -> Orphans {
        let keys = keys
        return Orphans(keys: keys, fragments: fragments(beside: Set(keys.map(\.fingerprint))))
    }

    private var keys: [OrphanedKey] {
        let names = Dictionary(
            view.environment.identities.map { ($0.key.name, $0.name) },
            uniquingKeysWith: { first, _ in first }
        )
        let namesakes = view.observed.store.otherKeys.reduce(into: [String: Int]()) { counts, key in
            if let name = key.name, names[name] != nil, key.isLive(at: now) { counts[name, default: 0] += 1 }
        }
        var found: [OrphanedKey] = []
        lazy var owners = Dictionary(
            view.observed.store.owners.map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for row in view.keys.unmanaged {
            guard revoked.ban(of: row) == nil,
                let (traces, identity) = evidence(of: row.fingerprint, or: row.otherSpelling)
            else { continue }
            found.append(
                OrphanedKey(
                    environment: view.name,
                    fingerprint: row.fingerprint,
                    owner: row.owner.text,
                    ownerEmail: owners[row.owner]?.email,
                    ownerName: owners[row.owner]?.name,
                    name: row.name,
                    createdAt: row.issueDate(asOf: now),
                    ends: row.expiresAt,
                    lastUsedAt: row.lastUsedAt,
                    identity: identity,
                    traces: traces,
                    isForgotten: view.environment.forgotten.contains(row.fingerprint, of: row.owner.text),
                    needs: needs(row.owner.described?.values ?? [])
                )
            )
        }
        // What is no digest is no key of the table: it is told apart, and declaring it would end nothing.
        for key in view.observed.store.otherKeys where key.isLive(at: now) && !key.isMalformed {
            let namesake = key.name.flatMap { name in
                (namesakes[name] ?? 0) <= Self.namesakes ? names[name] : nil
            }
            guard revoked.ban(of: key) == nil,
                let (traces, identity) = evidence(of: key.fingerprint, or: key.otherSpelling, namesake)
            else { continue }
            found.append(
                OrphanedKey(
                    environment: view.name,
                    fingerprint: key.fingerprint,
                    owner: key.owner,
                    ownerEmail: key.ownerEmail,
                    ownerName: key.ownerName,
                    name: key.name,
                    createdAt: key.createdAt,
                    ends: key.expiresAt,
                    lastUsedAt: key.lastUsedAt,
                    identity: identity,
                    traces: traces,
                    isForgotten: view.environment.forgotten.contains(key.fingerprint, of: key.owner),
                    needs: needs(key.values)
                )
            )
        }
        return found.sorted { $0.fingerprint < $1.fingerprint }
    }

    /// What `validate` asks an identity of this table for; a value that is not known, or may not be shown, is left open.
    private func needs(_ values: [ColumnValue]) -> OrphanedKey.Needs {
        var needs = OrphanedKey.Needs()
        guard let profile = view.environment.profile else { return needs }
        needs.namesOwner = profile.owner != nil
        needs.describesOwner = profile.owner?.creates != nil
        needs.namesKey = profile.nameColumn != nil
        needs.needsExpiry = profile.expires?.isRequired == true
        let known = Dictionary(values.map { ($0.column, $0.value) }, uniquingKeysWith: { first, _ in first })
        needs.values = profile.perIdentity.filter { $0.demand != .optional }.map { column in
            let value = known[column.column] ?? .text("…")
            return OrphanedKey.Needs.Value(column: column.column, text: value.text)
        }
        return needs
    }

    /// Nil if nothing says that a key was ours.
    private func evidence(
        of key: Fingerprint,
        or other: Fingerprint?,
        _ namesake: String? = nil
    ) -> ([OrphanedKey.Trace], String?)? {
        var found = (traces[key] ?? []) + (other.flatMap { traces[$0] } ?? [])
        let issuedFor = view.observed.issued.identity(of: key)
        if issuedFor != nil { found.append(.issued) }
        if namesake != nil { found.append(.named) }
        guard !found.isEmpty else { return nil }
        let labelled = found.lazy.compactMap { trace -> String? in
            if case .entry(_, let entry) = trace { entry.identity } else { nil }
        }.first
        let holder = (holders[key] ?? other.flatMap { holders[$0] })?.first.map { view.environment.identities[$0].name }
        return (found, issuedFor ?? labelled ?? holder ?? namesake)
    }

    // MARK: - Files

    private func fragments(beside orphans: Set<Fingerprint>) -> [OrphanedFragment] {
        let files = view.observed.otherFiles.files + view.observed.formerFiles
        guard !files.isEmpty || view.inspections.contains(where: { !$0.undeclared.isEmpty }) else { return [] }
        let known = KnownRows(view, orphans, now: now)
        var found: [OrphanedFragment] = []
        for file in files {
            let held = file.words.compactMap { known.held($0) }
            // In another folder a header alone says nothing: it may be someone else's.
            let isTold = file.isOurs && (file.path.first != "/" || !held.isEmpty)
            guard isTold || held.contains(where: { $0.state != .ended }) else { continue }
            found.append(fragment(file.path, isDeclared: false, isOurs: isOurs(file), file.entries, held))
        }
        for (fragment, inspection) in zip(view.observed.layout.fragments, view.inspections) {
            guard !inspection.undeclared.isEmpty else { continue }
            let isOurs = view.observed.isOurs(fragment)
            let entries = inspection.undeclared.filter { entry in
                isOurs || entry.fingerprint.flatMap { known.held($0) }.map { $0.state != .ended } ?? false
            }
            guard !entries.isEmpty else { continue }
            let held = entries.compactMap { $0.fingerprint.flatMap { known.held($0) } }
            found.append(self.fragment(fragment.path, isDeclared: true, isOurs: isOurs, entries, held))
        }
        return found.sorted { $0.path < $1.path }
    }

    private func fragment(
        _ path: String,
        isDeclared: Bool,
        isOurs: Bool,
        _ entries: [FragmentEntry],
        _ held: [OrphanedFragment.Held]
    ) -> OrphanedFragment {
        let forgotten = view.environment.forgotten
        return OrphanedFragment(
            environment: view.name,
            path: path,
            isDeclared: isDeclared,
            isOurs: isOurs,
            // A value that no store knows may be anyone's: nothing is shown of it.
            entries: entries.map { $0.showing(Set(held.map(\.fingerprint))) },
            keys: held,
            isForgotten: forgotten.contains(path: path)
                || !held.isEmpty && held.allSatisfy { forgotten.contains($0.fingerprint, of: "") }
        )
    }
}

extension Orphans {
    /// What no declaration of an environment names any more, also what is left on purpose.
    package static func find(in view: EnvironmentView, _ revoked: RevocationList, now: Instant) -> Orphans {
        OrphanFinder(view, revoked, now: now).find()
    }
}

extension ObservedEnvironment {
    /// Whether a fragment's file is wholly ours.
    fileprivate func isOurs(_ fragment: Fragment) -> Bool {
        guard case .dotenv = fragment.kind, case .file(let content, _)? = folder.files[fragment.path] else {
            return true
        }
        return WrittenFile.isOurs(content)
    }
}

extension FragmentEntry {
    fileprivate func showing(_ known: Set<Fingerprint>) -> FragmentEntry {
        FragmentEntry(
            service: service,
            variable: variable,
            secret: secret,
            fingerprint: fingerprint.flatMap { known.contains($0) ? $0 : nil },
            identity: identity
        )
    }
}
